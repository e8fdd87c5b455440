// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.postgres.PostgresBackend;
import org.stellaops.persistence.postgres.config.PostgresConfig;
import org.stellaops.persistence.postgres.config.PostgresTls;
import org.stellaops.persistence.testkit.engine.PostgresEngine;
import org.stellaops.persistence.testkit.engine.PostgresOptions;
import org.stellaops.persistence.testkit.engine.TestCertificate;

/** Connections are encrypted, to a server whose certificate is trusted and names the host. */
class TlsTest {

    @TempDir
    private static Path directory;

    private static TestCertificate server;
    private static TestCertificate other;
    private static TestCertificate client;
    private static PostgresEngine engine;
    private static SecuredModule module;

    @BeforeAll
    static void start() throws Exception {
        server = TestCertificate.of("localhost", directory);
        other = TestCertificate.of("elsewhere.example", directory);
        client = TestCertificate.of("service", directory);
        engine = PostgresEngine.startEmbedded(PostgresOptions.defaults()
                .with("ssl", "on")
                .with("ssl_cert_file", server.certificate().toString())
                .with("ssl_key_file", server.key().toString())
                .with("ssl_ca_file", client.certificate().toString()));
        module = new SecuredModule(engine.createDatabase("tls")).install();
    }

    @AfterAll
    static void stop() {
        if (engine != null) {
            engine.close();
        }
    }

    @Test
    void everyConnectionIsEncrypted() {
        try (PostgresBackend backend =
                PostgresBackend.open(with(PostgresTls.verifyFull(server.certificate())), "guarded")) {
            backend.prepare(SecuredModule.TYPES);
            assertThat(backend.store(SecuredModule.NOTES).count()).isZero();
            assertThat(backend.store(SecuredModule.NOTES).find(RecordKey.of("a", "1")))
                    .isEmpty();
            assertThat(module.value(
                            "SELECT count(*) FILTER (WHERE s.ssl) >= 2 AND count(*) FILTER (WHERE NOT s.ssl) = 0"
                                    + " FROM pg_stat_ssl s JOIN pg_stat_activity a USING (pid)"
                                    + " WHERE a.application_name LIKE 'stellaops-persistence/%'"))
                    .isEqualTo("t");
        }
        System.out.println("fail-closed: tls: every connection is encrypted and the server verified");
    }

    @Test
    void aServerThatNobodyTrustsIsNotSpokenTo() {
        assertThatThrownBy(() -> prepare(with(PostgresTls.verifyFull(other.certificate()))))
                .isInstanceOf(StoreException.class);
        prepare(with(new PostgresTls(PostgresTls.Mode.REQUIRE, Optional.empty(), Optional.empty(), "")));
    }

    @Test
    void aCertificateMustNameTheHost() {
        PostgresTls full = PostgresTls.verifyFull(server.certificate());
        PostgresConfig byAddress =
                with(full).withJdbcUrl(module.config().jdbcUrl().replace("localhost", "127.0.0.1"));
        assertThatThrownBy(() -> prepare(byAddress)).isInstanceOf(StoreException.class);
        prepare(byAddress.withSecurity(byAddress
                .security()
                .withTls(new PostgresTls(
                        PostgresTls.Mode.VERIFY_CA, Optional.of(server.certificate()), Optional.empty(), ""))));
    }

    @Test
    void theCertificateOfTheClientIsShown() {
        PostgresTls tls = new PostgresTls(
                PostgresTls.Mode.VERIFY_FULL,
                Optional.of(server.certificate()),
                Optional.of(client.keyStore()),
                TestCertificate.PASSWORD);
        try (PostgresBackend backend = PostgresBackend.open(with(tls), "guarded")) {
            backend.prepare(SecuredModule.TYPES);
            assertThat(backend.store(SecuredModule.NOTES).count()).isZero();
            assertThat(module.value("SELECT string_agg(DISTINCT s.client_dn, ';') FROM pg_stat_ssl s"
                            + " JOIN pg_stat_activity a USING (pid)"
                            + " WHERE a.application_name LIKE 'stellaops-persistence/%'"))
                    .isEqualTo("/CN=service");
        }
    }

    private static PostgresConfig with(PostgresTls tls) {
        PostgresConfig config = module.config();
        return config.withSecurity(config.security().withTls(tls));
    }

    private static void prepare(PostgresConfig config) {
        try (PostgresBackend backend = PostgresBackend.open(config, "guarded")) {
            backend.prepare(SecuredModule.TYPES);
        }
    }
}
