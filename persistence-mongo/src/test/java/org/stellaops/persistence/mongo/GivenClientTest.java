// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.mongo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import java.time.Duration;
import java.util.function.Consumer;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.FieldDef;
import org.stellaops.persistence.mongo.config.MongoConfig;
import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.spi.LegacyStore;
import org.stellaops.persistence.spi.StepResult;
import org.stellaops.persistence.spi.VersionStamp;
import org.stellaops.persistence.testkit.engine.MongoDatabaseName;
import org.stellaops.persistence.testkit.fault.FaultProxy;
import org.stellaops.persistence.value.Struct;

/** A client of the application: its errors are judged as safely as those of an own one. */
class GivenClientTest {

    private static final EntityType<?> NOTES =
            EntityType.builder("given", "notes").fields(FieldDef.text("body")).build();

    private static final Image.Present IMAGE = Image.Present.of(
            RecordKey.global("k1"),
            new VersionStamp(1, "t"),
            Struct.builder().put("body", "text").build());

    private final MongoDatabaseName database = TestServer.DEFAULT.database();
    private final FaultProxy proxy = FaultProxy.before(TestServer.DEFAULT.address());
    private final MongoConfig config = MongoConfig.withoutAddress(database.name())
            .withTimeouts(Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofSeconds(2));

    @AfterEach
    void close() {
        proxy.close();
    }

    private MongoClient client(Consumer<MongoClientSettings.Builder> further) {
        MongoClientSettings.Builder settings = MongoClientSettings.builder()
                .applyConnectionString(new ConnectionString(
                        "mongodb://localhost:" + proxy.address().getPort() + "/?directConnection=true"));
        further.accept(settings);
        return MongoClients.create(settings.build());
    }

    private static Fault.Kind failureOf(LegacyStore store) {
        return catchThrowableOfType(StoreException.class, () -> {
                    StepResult unused = store.insert(IMAGE, 1);
                })
                .fault()
                .kind();
    }

    @Test
    void untilACommandWasHeardEveryStatementCountsAsSent() {
        proxy.close();
        try (MongoClient client = client(it -> it.addCommandListener(MongoBackend.commandListener()));
                MongoBackend backend = MongoBackend.open(config, client, "given")) {
            assertThat(failureOf(backend.store(NOTES))).isEqualTo(Fault.Kind.NO_ANSWER);
        }
    }

    @Test
    void onceHeardAServerThatIsGoneIsKnownToHaveExecutedNothing() {
        try (MongoClient client = client(it -> it.addCommandListener(MongoBackend.commandListener()));
                MongoBackend backend = MongoBackend.open(config, client, "given")) {
            LegacyStore store = backend.store(NOTES);
            assertThat(store.pendingCount()).isZero();
            proxy.close();

            assertThat(failureOf(store)).isIn(Fault.Kind.UNAVAILABLE, Fault.Kind.NO_ANSWER);
            assertThat(failureOf(store)).isEqualTo(Fault.Kind.UNAVAILABLE);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aLostAnswerIsNeverTakenForAWriteWithoutEffect(boolean listens) {
        try (MongoClient client = client(it -> {
                    if (listens) {
                        it.addCommandListener(MongoBackend.commandListener());
                    }
                });
                MongoBackend backend = MongoBackend.open(config, client, "given")) {
            LegacyStore store = backend.store(NOTES);
            assertThat(store.pendingCount()).isZero();
            proxy.dropReplies();

            assertThat(failureOf(store)).isEqualTo(Fault.Kind.NO_ANSWER);
        }
    }

    @Test
    void theClientStaysOpenWhenTheBackendIsClosed() {
        try (MongoClient client = client(it -> {})) {
            try (MongoBackend backend = MongoBackend.open(config, client, "given")) {
                assertThat(backend.store(NOTES).insert(IMAGE, 1)).isNotNull();
            }
            assertThat(client.getDatabase(database.name())
                            .getCollection("notes")
                            .find(new Document("_id", "k1"))
                            .first())
                    .isNotNull();
        }
    }
}
