// SPDX-License-Identifier: Apache-2.0
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
import org.stellaops.persistence.spi.VersionStamp;
import org.stellaops.persistence.value.Struct;

/** B8: an update of a provisional document keeps its pending flag, whatever happens to the pending flag meanwhile. */
class ProvisionalTest {

    private static final EntityType<?> NOTES = EntityType.builder("pending_flags", "notes")
            .fields(FieldDef.text("body"))
            .build();

    private static final int ROUNDS = 60;

    /**
     * Each round one attempt inserts version 1, then one updater applies version 2 while a confirmer takes the pending flag off, if it
     * is still at version 1. Whoever is first: the pending flag is there in the end exactly if nobody confirmed.
     */
    @Test
    void whileUpdateAndConfirmationRaceNoPendingFlagIsLostAndNoneComesBack() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(2);
        try (MongoBackend backend = TestServer.DEFAULT.backend("pending_flags")) {
            LegacyStore notes = backend.store(NOTES);
            int confirmed = 0;
            for (int round = 0; round < ROUNDS; round++) {
                RecordKey key = RecordKey.global("k" + round);
                assertThat(notes.insertProvisional(image(key, 1), new LegacyRecord.Provisional(3, "a" + round))
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
                assertThat(record.stamp()).isEqualTo(new VersionStamp(2, "t2"));
                assertThat(record.provisional().isEmpty()).isEqualTo(wasConfirmed);
            }
            assertThat(notes.provisionalRecords(Optional.empty(), ROUNDS)).hasSize(ROUNDS - confirmed);
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void aStaleWriteThatIsReplacedKeepsThePendingFlagToo() {
        try (MongoBackend backend = TestServer.DEFAULT.backend("pending_flags")) {
            LegacyStore notes = backend.store(NOTES);
            RecordKey key = RecordKey.global("k");
            LegacyRecord.Provisional pendingFlag = new LegacyRecord.Provisional(3, "a");
            List<Consumer<LegacyStore>> steps = List.of(
                    it -> assertThat(it.insertProvisional(image(key, 1), pendingFlag)
                                    .isDone())
                            .isTrue(),
                    it -> assertThat(it.bump(new org.stellaops.persistence.spi.VersionBump(
                                            key,
                                            new VersionStamp(1, "t1"),
                                            2,
                                            3,
                                            org.stellaops.persistence.spi.VersionBump.When.ALWAYS))
                                    .isDone())
                            .isTrue(),
                    it -> assertThat(it.replaceStaleWrite(new VersionStamp(2, "t1"), image(key, 9))
                                    .isDone())
                            .isTrue());
            steps.forEach(it -> it.accept(notes));

            LegacyRecord record = notes.read(key).orElseThrow();
            assertThat(record.isPending()).isFalse();
            assertThat(record.provisional()).contains(pendingFlag);
        }
    }

    private static Image.Present image(RecordKey key, long version) {
        return Image.Present.of(
                key,
                new VersionStamp(version, "t" + version),
                Struct.builder().put("body", "v" + version).build());
    }
}
