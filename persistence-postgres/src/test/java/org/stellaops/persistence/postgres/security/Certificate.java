package org.stellaops.persistence.postgres.security;

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

/**
 * A certificate that its own key signed, made by the JDK's keytool.
 *
 * @param certificate a PEM file
 * @param key a PEM file that only its owner can read
 */
record Certificate(Path certificate, Path key) {

    private static final String PASSWORD = "changeit";

    /** One for this host. */
    static Certificate of(String host, Path directory) throws Exception {
        Path store = directory.resolve(host + ".p12");
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "server",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=" + host,
                        "-ext",
                        "SAN=dns:" + host,
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
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException("keytool failed: " + said);
        }
        return pem(store, directory, host);
    }

    private static Certificate pem(Path store, Path directory, String host)
            throws IOException, GeneralSecurityException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        Path certificate = Files.writeString(
                directory.resolve(host + ".crt"),
                pem("CERTIFICATE", keys.getCertificate("server").getEncoded()));
        Path key = Files.writeString(
                directory.resolve(host + ".key"),
                pem("PRIVATE KEY", keys.getKey("server", PASSWORD.toCharArray()).getEncoded()));
        return new Certificate(
                certificate, Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------")));
    }

    private static String pem(String kind, byte[] content) {
        return "-----BEGIN " + kind + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content) + "\n-----END " + kind
                + "-----\n";
    }
}
