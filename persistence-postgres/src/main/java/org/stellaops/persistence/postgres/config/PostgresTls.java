// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.config;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;

/**
 * Encryption of the connections.
 *
 * @param mode what of the server's certificate is checked
 * @param rootCertificate a PEM file with the certificates that are trusted; empty for those that the JVM trusts
 * @param keyStore a PKCS #12 file with the certificate and key of this client; empty if the server asks for none
 * @param keyStorePassword its password; never printed
 */
public record PostgresTls(Mode mode, Optional<Path> rootCertificate, Optional<Path> keyStore, String keyStorePassword) {

    /** What of the server's certificate is checked. */
    public enum Mode {
        /** Nothing: the connection is encrypted, to whomever. */
        REQUIRE,
        /** That a trusted authority issued it. */
        VERIFY_CA,
        /** That too, and that it names the host. */
        VERIFY_FULL;

        /** Its name in the configuration and in the driver, such as {@code verify-full}. */
        public String configName() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** The certificate must name the host and be issued by one of these. */
    public static PostgresTls verifyFull(Path rootCertificate) {
        return new PostgresTls(Mode.VERIFY_FULL, Optional.of(rootCertificate), Optional.empty(), "");
    }

    /** Adds the driver's properties. */
    void addTo(Properties properties) {
        properties.setProperty("sslmode", mode.configName());
        rootCertificate.ifPresentOrElse(it -> properties.setProperty("sslrootcert", it.toString()), () -> {
            if (mode != Mode.REQUIRE) {
                properties.setProperty("sslfactory", "org.postgresql.ssl.DefaultJavaSSLFactory");
            }
        });
        keyStore.ifPresent(it -> {
            properties.setProperty("sslkey", it.toString());
            properties.setProperty("sslpassword", keyStorePassword);
        });
    }

    @Override
    public String toString() {
        return "PostgresTls[mode=" + mode + ", rootCertificate=" + rootCertificate + ", keyStore=" + keyStore + "]";
    }
}
