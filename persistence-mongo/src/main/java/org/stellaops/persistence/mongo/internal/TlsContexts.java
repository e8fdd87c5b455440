// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.mongo.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.mongo.config.MongoTls;

/** The certificates of a configuration, as the driver takes them. */
public final class TlsContexts {

    private TlsContexts() {}

    /**
     * Reads the files.
     *
     * @throws IllegalArgumentException if one of them cannot be used; the message names it, and not its password
     */
    public static SSLContext of(MongoTls tls) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            // Without a file, the default of the JVM.
            context.init(
                    tls.keyStore().isPresent() ? keys(tls.keyStore().get(), tls.keyStorePassword()) : null,
                    tls.rootCertificate().isPresent()
                            ? trusting(tls.rootCertificate().get())
                            : null,
                    null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("this JVM offers no TLS for connections to MongoDB", e);
        }
    }

    private static KeyManager[] keys(Path file, String password) {
        try (InputStream in = Files.newInputStream(file)) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(in, password.toCharArray());
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, password.toCharArray());
            return keys.getKeyManagers();
        } catch (IOException | GeneralSecurityException e) {
            throw unusable(
                    "key-store", file, "is no PKCS #12 file that persistence.mongo.tls.key-store-password opens", e);
        }
    }

    private static TrustManager[] trusting(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            Collection<? extends Certificate> certificates =
                    CertificateFactory.getInstance("X.509").generateCertificates(in);
            if (certificates.isEmpty()) {
                throw unusable("root-certificate", file, "holds no certificate in PEM form", null);
            }
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int number = 0;
            for (Certificate certificate : certificates) {
                store.setCertificateEntry("root-" + number, certificate);
                number++;
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            return trust.getTrustManagers();
        } catch (IOException | GeneralSecurityException e) {
            throw unusable("root-certificate", file, "is no file of certificates in PEM form", e);
        }
    }

    private static IllegalArgumentException unusable(String key, Path file, String what, @Nullable Exception cause) {
        return new IllegalArgumentException("persistence.mongo.tls." + key + ": " + file + " " + what, cause);
    }
}
