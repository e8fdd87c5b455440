package org.stellaops.persistence.mongo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.FieldDef;
import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.spi.LegacyRecord;
import org.stellaops.persistence.spi.LegacyStore;
import org.stellaops.persistence.spi.Stamp;
import org.stellaops.persistence.value.Struct;

/** B8: an update of an unconfirmed document keeps its mark, whatever happens to the mark meanwhile. */
class UnconfirmedTest {

    private static final EntityType<?> NOTES =
            EntityType.builder("marks", "notes").fields(FieldDef.text("body")).build();

    private static final int ROUNDS = 60;

    /**
     * Each round one attempt inserts version 1, then one updater applies version 2 while a confirmer takes the mark off, if it
     * is still at version 1. Whoever is first: the mark is there in the end exactly if nobody confirmed.
     */
    @Test
    void whileUpdateAndConfirmationRaceNoMarkIsLostAndNoneComesBack() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(2);
        try (MongoBackend backend = TestServer.USUAL.backend("marks")) {
            LegacyStore notes = backend.store(NOTES);
            int confirmed = 0;
            for (int round = 0; round < ROUNDS; round++) {
                RecordKey key = RecordKey.global("k" + round);
                assertThat(notes.insertUnconfirmed(image(key, 1), new LegacyRecord.Unconfirmed(3, "a" + round))
                                .isDone())
                        .isTrue();
                Future<Boolean> confirmation =
                        pool.submit(() -> notes.confirm(key, 1, "a" + key.id().substring(1)));
                Future<Boolean> update =
                        pool.submit(() -> notes.updateIfLower(image(key, 2)).isDone());

                assertThat(update.get(10, TimeUnit.SECONDS)).isTrue();
                boolean wasConfirmed = confirmation.get(10, TimeUnit.SECONDS);
                confirmed += wasConfirmed ? 1 : 0;
                LegacyRecord record = notes.read(key).orElseThrow();
                assertThat(record.stamp()).isEqualTo(new Stamp(2, "t2"));
                assertThat(record.unconfirmed().isEmpty()).isEqualTo(wasConfirmed);
            }
            assertThat(notes.unconfirmedRecords(Optional.empty(), ROUNDS)).hasSize(ROUNDS - confirmed);
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void aStrayThatIsReplacedKeepsTheMarkToo() {
        try (MongoBackend backend = TestServer.USUAL.backend("marks")) {
            LegacyStore notes = backend.store(NOTES);
            RecordKey key = RecordKey.global("k");
            LegacyRecord.Unconfirmed mark = new LegacyRecord.Unconfirmed(3, "a");
            List<Consumer<LegacyStore>> steps = List.of(
                    it -> assertThat(it.insertUnconfirmed(image(key, 1), mark).isDone())
                            .isTrue(),
                    it -> assertThat(it.remint(new org.stellaops.persistence.spi.Remint(
                                            key,
                                            new Stamp(1, "t1"),
                                            2,
                                            3,
                                            org.stellaops.persistence.spi.Remint.When.ALWAYS))
                                    .isDone())
                            .isTrue(),
                    it -> assertThat(it.replaceStray(new Stamp(2, "t1"), image(key, 9))
                                    .isDone())
                            .isTrue());
            steps.forEach(it -> it.accept(notes));

            LegacyRecord record = notes.read(key).orElseThrow();
            assertThat(record.isPending()).isFalse();
            assertThat(record.unconfirmed()).contains(mark);
        }
    }

    private static Image.Present image(RecordKey key, long version) {
        return Image.Present.of(
                key,
                new Stamp(version, "t" + version),
                Struct.builder().put("body", "v" + version).build());
    }
}
