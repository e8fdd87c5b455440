// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.mongo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.FieldDef;
import org.stellaops.persistence.mongo.config.MongoConfig;
import org.stellaops.persistence.spi.ControlRecord;
import org.stellaops.persistence.spi.ControlRecord.Phase;
import org.stellaops.persistence.spi.ControlStore.FenceStrength;
import org.stellaops.persistence.spi.LegacyStore;
import org.stellaops.persistence.testkit.engine.MongoEngine;
import org.stellaops.persistence.testkit.engine.MongoOptions;
import org.stellaops.persistence.testkit.mongo.CollectionLocks;
import org.stellaops.persistence.testkit.mongo.CollectionLocks.OpenTransaction;

/** {@code collMod} needs a collection exclusively, and a long transaction holds it. */
@Timeout(value = 3, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FenceLockTest {

    private static final EntityType<?> NOTES =
            EntityType.builder("locks", "notes").fields(FieldDef.text("body")).build();

    private static final Duration GENEROUS = Duration.ofMinutes(1);

    private final CollectionLocks locks = new CollectionLocks();
    private final MongoEngine engine =
            MongoEngine.startEmbedded(MongoOptions.defaults().playing(locks));
    private final MongoConfig config = MongoConfig.of(engine.connectionString(), "db");
    private final MongoBackend backend = MongoBackend.open(config, "locks");
    private final LegacyStore notes = backend.store(NOTES);

    @BeforeEach
    void open() {
        assertThat(backend.control()
                        .initialise(new ControlRecord(Phase.STEADY, 1))
                        .epoch())
                .isEqualTo(1);
        assertThat(notes.count()).isZero();
    }

    @AfterEach
    void close() {
        backend.close();
        engine.close();
    }

    @Test
    void callersAreServedWhileAFenceWaitsForALongTransaction() throws ExecutionException, InterruptedException {
        OpenTransaction transaction = locks.transaction("notes");
        CompletableFuture<FenceStrength> fence =
                CompletableFuture.supplyAsync(() -> backend.control().raiseFence(2));
        // Each attempt leaves the queue, so that the statements behind it are executed.
        await().atMost(GENEROUS).until(() -> locks.timedOut() >= 2);
        assertThat(notes.read(RecordKey.global("k"))).isEmpty();
        assertThat(fence).isNotDone();

        transaction.close();
        assertThat(fence.get()).isEqualTo(FenceStrength.STRONG);
        assertThat(backend.control().fenceEpoch()).isEqualTo(2);
    }

    @Test
    void aFenceThatNeverGetsItsLockIsAbortedAndSaysWhatKeepsIt() {
        MongoConfig hasty = config.withTimeouts(Duration.ofSeconds(3), Duration.ofMillis(900), Duration.ofSeconds(1));
        OpenTransaction transaction = locks.transaction("notes");
        try (MongoBackend impatient = MongoBackend.open(hasty, "locks")) {
            assertThatExceptionOfType(StoreException.class)
                    .isThrownBy(() -> impatient.control().raiseFence(3))
                    .withMessageContainingAll("fence collection notes", "long transaction")
                    .satisfies(it -> assertThat(it.fault().kind()).isEqualTo(Fault.Kind.UNAVAILABLE));
        } finally {
            transaction.close();
        }
    }

    @Test
    void aStoreIsServedAtFirstUseAlthoughItsCollectionIsLocked() {
        assertThat(backend.control().raiseFence(2)).isEqualTo(FenceStrength.STRONG);
        assertThat(backend.control()
                        .compareAndSet(new ControlRecord(Phase.STEADY, 1), new ControlRecord(Phase.STEADY, 3)))
                .isTrue();
        try (MongoBackend second = MongoBackend.open(config, "locks")) {
            OpenTransaction transaction = locks.transaction("notes");
            assertThat(second.store(NOTES).count()).isZero();
            assertThat(second.control().fenceEpoch()).isEqualTo(2);
            transaction.close();
            assertThat(second.control().raiseFence(3)).isEqualTo(FenceStrength.STRONG);
        }
    }
}
