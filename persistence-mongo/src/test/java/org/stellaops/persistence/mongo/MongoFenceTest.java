// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.mongo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.mongodb.client.MongoDatabase;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import de.bwaldvogel.mongo.bson.Document;
import io.netty.channel.Channel;
import java.util.ArrayList;
import org.bson.BsonDocument;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.FieldDef;
import org.stellaops.persistence.mongo.config.MongoConfig;
import org.stellaops.persistence.spi.ControlRecord;
import org.stellaops.persistence.spi.ControlStore.FenceStrength;
import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.spi.StepResult;
import org.stellaops.persistence.spi.VersionStamp;
import org.stellaops.persistence.value.Struct;

class MongoFenceTest {

    private static final EntityType<?> NOTES =
            EntityType.builder("fences", "notes").fields(FieldDef.text("body")).build();

    private static final Image.Present IMAGE = Image.Present.of(
            RecordKey.global("k"),
            new VersionStamp(1, "t"),
            Struct.builder().put("body", "private").build());

    private final MongoConfig config = TestServer.DEFAULT.fresh();
    private final MongoBackend backend = MongoBackend.open(config, "fences");
    private final MongoDatabase database = TestServer.DEFAULT.client().getDatabase(config.database());

    @AfterEach
    void close() {
        backend.close();
    }

    @Test
    void aServerWithoutCollModGivesAWeakFenceAndSaysSo() {
        try (MongoBackend plain = TestServer.WITHOUT_VALIDATORS.backend("fences")) {
            assertThat(plain.store(NOTES).count()).isZero();

            assertThat(plain.control().raiseFence(3)).isEqualTo(FenceStrength.WEAK);
            assertThat(plain.control().fenceEpoch()).isZero();
            assertThat(plain.store(NOTES).insert(IMAGE, 2)).isEqualTo(new StepResult.Done());
        }
    }

    @Test
    void aServerThatAcceptsAFenceAndKeepsNoneGivesAWeakOne() {
        MongoServer forgetful = new MongoServer(new MemoryBackend() {
            @Override
            public Document handleCommand(Channel channel, String name, String command, Document query) {
                return command.equals("collMod")
                        ? new Document("ok", 1.0)
                        : super.handleCommand(channel, name, command, query);
            }
        });
        try (MongoBackend plain =
                MongoBackend.open(MongoConfig.of(forgetful.bindAndGetConnectionString(), "db"), "fences")) {
            assertThat(plain.store(NOTES).count()).isZero();

            assertThat(plain.control().raiseFence(3)).isEqualTo(FenceStrength.WEAK);
        } finally {
            forgetful.shutdownNow();
        }
    }

    @Test
    void aFenceIsNeverLowered() {
        assertThat(backend.store(NOTES).count()).isZero();
        assertThat(backend.control().raiseFence(5)).isEqualTo(FenceStrength.STRONG);

        assertThat(backend.control().raiseFence(4)).isEqualTo(FenceStrength.STRONG);

        assertThat(backend.control().fenceEpoch()).isEqualTo(5);
    }

    @Test
    void aLateCoordinatorDoesNotLowerTheFenceOfCollectionsToCome() {
        assertThat(backend.control().raiseFence(5)).isEqualTo(FenceStrength.STRONG);
        assertThat(backend.control().raiseFence(4)).isEqualTo(FenceStrength.STRONG);

        assertThat(backend.store(NOTES).insert(IMAGE, 4)).isEqualTo(new StepResult.Fenced());
    }

    @Test
    void aFenceStandsNoHigherThanItsLowestPart() {
        assertThat(backend.store(NOTES).count()).isZero();
        assertThat(backend.control().raiseFence(5)).isEqualTo(FenceStrength.STRONG);

        database.runCommand(BsonDocument.parse("{collMod: 'notes_tombstones', validator: {}}"));

        assertThat(backend.control().fenceEpoch()).isZero();
    }

    @Test
    void aCollectionWithoutAValidatorIsFencedStrictlyWhateverItsLevelWas() {
        assertThat(backend.store(NOTES).count()).isZero();
        validate("{}", "moderate");

        assertThat(backend.control().raiseFence(5)).isEqualTo(FenceStrength.STRONG);

        assertThat(optionsOfNotes().getString("validationLevel").getValue()).isEqualTo("strict");
        assertThat(optionsOfNotes().getString("validationAction").getValue()).isEqualTo("error");
    }

    @Test
    void collectionsThatOnlyAnotherProcessUsesAreFencedToo() {
        assertThat(backend.store(NOTES).count()).isZero();
        try (MongoBackend coordinator = MongoBackend.open(config, "fences")) {
            assertThat(coordinator.control().raiseFence(5)).isEqualTo(FenceStrength.STRONG);
        }

        assertThat(backend.store(NOTES).insert(IMAGE, 4)).isEqualTo(new StepResult.Fenced());
    }

    @Test
    void aCollectionThatIsNewIsFencedAsTheControlRecordSays() {
        assertThat(backend.control().initialise(new ControlRecord(ControlRecord.Phase.STEADY, 5)))
                .isEqualTo(new ControlRecord(ControlRecord.Phase.STEADY, 5));

        assertThat(backend.store(NOTES).insert(IMAGE, 4)).isEqualTo(new StepResult.Fenced());
        assertThat(backend.control().fenceEpoch()).isEqualTo(5);
    }

    @Test
    void aValidatorThatWasThereStillRefusesAndIsNotTakenForTheFence() {
        assertThat(backend.store(NOTES).count()).isZero();
        validate("{body: {$ne: 'private'}}", "strict");
        assertThat(backend.control().raiseFence(5)).isEqualTo(FenceStrength.STRONG);

        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> backend.store(NOTES).insert(IMAGE, 5).isDone())
                .satisfies(it -> assertThat(it.fault().kind()).isEqualTo(Fault.Kind.REJECTED))
                .withMessageContaining("validator")
                .withMessageNotContaining("private");
        assertThat(backend.store(NOTES).insert(IMAGE, 4)).isEqualTo(new StepResult.Fenced());
    }

    @Test
    void aValidatorThatOnlyWarnedIsNotMadeStrict() {
        assertThat(backend.store(NOTES).count()).isZero();
        validate("{body: {$ne: 'private'}}", "moderate");

        assertThat(backend.control().raiseFence(5)).isEqualTo(FenceStrength.WEAK);

        assertThat(optionsOfNotes().getString("validationLevel").getValue()).isEqualTo("moderate");
    }

    private BsonDocument optionsOfNotes() {
        return database.listCollections(BsonDocument.class).into(new ArrayList<>()).stream()
                .filter(it -> it.getString("name").getValue().equals("notes"))
                .findFirst()
                .orElseThrow()
                .getDocument("options");
    }

    private void validate(String validator, String level) {
        database.runCommand(BsonDocument.parse(
                "{collMod: 'notes', validator: %s, validationLevel: '%s'}".formatted(validator, level)));
    }
}
