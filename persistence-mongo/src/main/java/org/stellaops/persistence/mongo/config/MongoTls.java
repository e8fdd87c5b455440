// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.mongo.config;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * Encryption of the connections.
 *
 * @param mode what of the server's certificate is checked
 * @param rootCertificate a PEM file with the certificates that are trusted; empty for those that the JVM trusts
 * @param keyStore a PKCS #12 file with the certificate and key of this client; empty if the server asks for none
 * @param keyStorePassword its password; never printed
 */
public record MongoTls(Mode mode, Optional<Path> rootCertificate, Optional<Path> keyStore, String keyStorePassword) {

    /** What of the server's certificate is checked. */
    public enum Mode {
        /** That a trusted authority issued it. */
        VERIFY_CA,
        /** That too, and that it names the host. */
        VERIFY_FULL;

        /** Its name in the configuration, such as {@code verify-full}. */
        public String configName() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** The certificate must name the host and be issued by one of these. */
    public static MongoTls verifyFull(Path rootCertificate) {
        return new MongoTls(Mode.VERIFY_FULL, Optional.of(rootCertificate), Optional.empty(), "");
    }

    /** This, with another mode. */
    public MongoTls withMode(Mode other) {
        return new MongoTls(other, rootCertificate, keyStore, keyStorePassword);
    }

    /** This, with a certificate of this client. */
    public MongoTls withKeyStore(Path file, String password) {
        return new MongoTls(mode, rootCertificate, Optional.of(file), password);
    }

    @Override
    public String toString() {
        return "MongoTls[mode=" + mode + ", rootCertificate=" + rootCertificate + ", keyStore=" + keyStore + "]";
    }
}
