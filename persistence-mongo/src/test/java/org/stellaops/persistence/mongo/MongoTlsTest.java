// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.mongo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.entity.Document;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.FieldDef;
import org.stellaops.persistence.mongo.config.MongoConfig;
import org.stellaops.persistence.mongo.config.MongoSecurity;
import org.stellaops.persistence.mongo.config.MongoTls;
import org.stellaops.persistence.testkit.engine.MongoDatabaseName;
import org.stellaops.persistence.testkit.engine.MongoEngine;
import org.stellaops.persistence.testkit.engine.MongoExtension;
import org.stellaops.persistence.testkit.engine.TestCertificate;
import org.stellaops.persistence.testkit.fault.FaultProxy;

/** Connections are encrypted, to a server whose certificate is trusted and names the host; the stand-in has TLS put before it. */
@ExtendWith(MongoExtension.class)
class MongoTlsTest {

    private static final EntityType<Document> NOTES =
            EntityType.builder("notes", "notes").fields(FieldDef.text("title")).build();

    @TempDir
    private static Path directory;

    private static TestCertificate server;
    private static TestCertificate other;

    @BeforeAll
    static void certificates() {
        server = TestCertificate.of("localhost", directory);
        other = TestCertificate.of("elsewhere.example", directory);
    }

    @Test
    void aServerThatIsTrustedAndNamesItsHostIsSpokenTo(MongoEngine engine, MongoDatabaseName database) {
        try (FaultProxy proxy = FaultProxy.terminatingTls(engine.address(), server.context(), false)) {
            assertThat(read(config(proxy, database), MongoTls.verifyFull(server.certificate())))
                    .isEqualTo("nothing");
        }
        System.out.println("fail-closed: tls: MongoDB is read over TLS, with the server verified");
    }

    @Test
    void withoutTlsSuchAServerIsNotSpokenTo(MongoEngine engine, MongoDatabaseName database) {
        try (FaultProxy proxy = FaultProxy.terminatingTls(engine.address(), server.context(), false)) {
            assertThatThrownBy(() -> read(config(proxy, database))).isInstanceOf(StoreException.class);
        }
    }

    @Test
    void aServerThatNobodyTrustsIsNotSpokenTo(MongoEngine engine, MongoDatabaseName database) {
        try (FaultProxy proxy = FaultProxy.terminatingTls(engine.address(), server.context(), false)) {
            MongoConfig config = config(proxy, database);
            assertThatThrownBy(() -> read(config, MongoTls.verifyFull(other.certificate())))
                    .isInstanceOf(StoreException.class);
        }
    }

    @Test
    void theCertificateMustNameTheHostUnlessTheModeSaysOtherwise(MongoEngine engine, MongoDatabaseName database) {
        MongoTls full = MongoTls.verifyFull(other.certificate());
        try (FaultProxy proxy = FaultProxy.terminatingTls(engine.address(), other.context(), false)) {
            MongoConfig config = config(proxy, database);
            assertThatThrownBy(() -> read(config, full)).isInstanceOf(StoreException.class);
            assertThat(read(config, full.withMode(MongoTls.Mode.VERIFY_CA))).isEqualTo("nothing");
        }
    }

    @Test
    void aServerThatAsksForACertificateGetsTheClients(MongoEngine engine, MongoDatabaseName database) {
        MongoTls none = MongoTls.verifyFull(server.certificate());
        try (FaultProxy proxy = FaultProxy.terminatingTls(engine.address(), server.context(), true)) {
            MongoConfig config = config(proxy, database);
            assertThatThrownBy(() -> read(config, none)).isInstanceOf(StoreException.class);
            assertThat(read(config, none.withKeyStore(server.keyStore(), TestCertificate.PASSWORD)))
                    .isEqualTo("nothing");
            assertThatThrownBy(() -> read(config, none.withKeyStore(other.keyStore(), TestCertificate.PASSWORD)))
                    .isInstanceOf(StoreException.class);
        }
    }

    @Test
    void filesThatCannotBeUsedAreNamedAndNoPassword() throws IOException {
        Path empty = Files.createFile(directory.resolve("empty.pem"));
        MongoConfig config = MongoConfig.of("mongodb://localhost", "unused");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> read(config, MongoTls.verifyFull(empty)))
                .withMessageContaining("persistence.mongo.tls.root-certificate")
                .withMessageContaining("empty.pem");
        MongoTls wrong =
                MongoTls.verifyFull(server.certificate()).withKeyStore(server.keyStore(), "hunter2-zz9-injected");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> read(config, wrong))
                .withMessageContaining("persistence.mongo.tls.key-store")
                .withMessageNotContaining("hunter2");
        assertThat(wrong.toString()).doesNotContain("hunter2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mongodb://db.example:27017",
                "mongodb://localhost,db.example",
                "mongodb://10.0.0.7/?tls=false",
                "mongodb://[2001:db8::1]:27017",
                "mongodb://localhost.db.example"
            })
    void anotherMachineIsSpokenToWithTlsOnly(String uri) {
        MongoConfig config = MongoConfig.of(uri, "unused");
        assertThatThrownBy(() -> MongoBackend.open(config, "notes"))
                .isInstanceOfSatisfying(
                        StoreException.class,
                        it -> assertThat(it.fault().kind()).isEqualTo(Fault.Kind.REFUSED))
                .hasMessageContaining("module notes does not use MongoDB")
                .hasMessageContaining("tls=true")
                .hasMessageContaining("persistence.mongo.security.tls: warn");
        MongoBackend.open(config.withSecurity(MongoSecurity.defaults().reporting()), "notes")
                .close();
        System.out.println("fail-closed: refused and mended: TLS to MongoDB on another machine, " + uri);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mongodb://db.example/?tls=true",
                "mongodb://db.example/?ssl=true&tlsInsecure=true",
                "mongodb://LOCALHOST",
                "mongodb://127.1.2.3:5",
                "mongodb://[::1]:27017"
            })
    void theseNeedNothingMore(String uri) {
        MongoBackend.open(MongoConfig.of(uri, "unused"), "notes").close();
    }

    @Test
    void theConnectionStringMustNotUndoTheSection() {
        MongoSecurity security = MongoSecurity.defaults().withTls(MongoTls.verifyFull(server.certificate()));
        for (String option : new String[] {"tls=false", "tlsInsecure=true", "tlsAllowInvalidHostnames=true"}) {
            MongoConfig config = MongoConfig.of("mongodb://localhost/?" + option, "unused");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> config.withSecurity(security))
                    .withMessageContaining("section tls");
        }
    }

    private static MongoConfig config(FaultProxy proxy, MongoDatabaseName database) {
        return MongoConfig.of("mongodb://localhost:" + proxy.address().getPort(), database.name())
                .withTimeouts(Duration.ofSeconds(2), Duration.ofSeconds(2), Duration.ofSeconds(20));
    }

    private static String read(MongoConfig config, MongoTls tls) {
        return read(config.withSecurity(MongoSecurity.defaults().withTls(tls)));
    }

    private static String read(MongoConfig config) {
        try (MongoBackend backend = MongoBackend.open(config, "notes")) {
            return backend.store(NOTES)
                    .find(RecordKey.global("1"))
                    .map(Object::toString)
                    .orElse("nothing");
        }
    }
}
