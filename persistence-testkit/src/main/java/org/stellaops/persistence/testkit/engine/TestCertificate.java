// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.engine;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A certificate that its own key signed, made by the JDK's keytool, valid for two days.
 *
 * @param certificate a PEM file
 * @param key a PEM file that only its owner can read
 * @param keyStore a PKCS #12 file with both, under the alias {@code user}, the only one that PostgreSQL's driver looks for
 */
public record TestCertificate(Path certificate, Path key, Path keyStore) {

    /** What opens the key store. */
    public static final String PASSWORD = "changeit";

    private static final String ALIAS = "user";

    /**
     * One for this name. Waits for keytool.
     *
     * @param directory where its files are made
     * @throws EngineException if it cannot be made
     */
    public static TestCertificate of(String name, Path directory) {
        Path store = directory.resolve(name + ".p12");
        try {
            keytool(name, store);
            KeyStore keys = read(store);
            Path certificate = Files.writeString(
                    directory.resolve(name + ".crt"),
                    pem("CERTIFICATE", keys.getCertificate(ALIAS).getEncoded()));
            Path key = Files.writeString(
                    directory.resolve(name + ".key"),
                    pem(
                            "PRIVATE KEY",
                            keys.getKey(ALIAS, PASSWORD.toCharArray()).getEncoded()));
            return new TestCertificate(
                    certificate,
                    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------")),
                    store);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EngineException("interrupted while keytool made a certificate", e);
        } catch (IOException | GeneralSecurityException e) {
            throw new EngineException("no certificate for " + name, e);
        }
    }

    /** For a server that shows this certificate, and trusts it where it asks clients for one. */
    public SSLContext context() {
        try {
            KeyStore keys = read(keyStore);
            KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            own.init(keys, PASSWORD.toCharArray());
            KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            trusted.setCertificateEntry(ALIAS, keys.getCertificate(ALIAS));
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(own.getKeyManagers(), trust.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw new EngineException("no TLS with " + keyStore, e);
        }
    }

    private static void keytool(String name, Path store) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        ALIAS,
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=" + name,
                        "-ext",
                        "SAN=dns:" + name,
                        "-validity",
                        "2",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        PASSWORD))
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException("keytool failed: " + output);
        }
    }

    private static KeyStore read(Path store) throws IOException, GeneralSecurityException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        return keys;
    }

    private static String pem(String kind, byte[] content) {
        return "-----BEGIN " + kind + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content) + "\n-----END " + kind
                + "-----\n";
    }
}
