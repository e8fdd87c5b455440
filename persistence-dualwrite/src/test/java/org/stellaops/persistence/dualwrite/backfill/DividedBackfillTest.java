// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.backfill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.stellaops.persistence.dualwrite.verify.VerifiedStores.full;
import static org.stellaops.persistence.dualwrite.verify.VerifiedStores.key;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent;
import org.stellaops.persistence.dualwrite.event.DualWriteListener;
import org.stellaops.persistence.dualwrite.internal.control.EpochView;
import org.stellaops.persistence.dualwrite.settings.Pause;
import org.stellaops.persistence.dualwrite.settings.ProtocolSettings;
import org.stellaops.persistence.dualwrite.settings.Recheck;
import org.stellaops.persistence.dualwrite.verify.Verdict;
import org.stellaops.persistence.dualwrite.verify.VerifiedStores;
import org.stellaops.persistence.spi.Checkpoints;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Value;

class DividedBackfillTest {

    private static final int RECORDS = 200;
    private static final Instant BEGAN = Instant.parse("2026-01-01T00:00:00Z");
    private static final BackfillSettings DIVIDED = BackfillSettings.defaults()
            .withBatch(5)
            .withParts(8)
            .withLease(Duration.ofMillis(300))
            .withRetry(new Recheck(2, Duration.ZERO));

    private final AtomicInteger starts = new AtomicInteger();
    private VerifiedStores stores;

    @BeforeEach
    void open() {
        stores = VerifiedStores.beforeBackfill(RECORDS);
    }

    @AfterEach
    void close() {
        stores.close();
    }

    @Test
    void severalThreadsCopyEachRecordOnce() {
        stores.legacy.injected().putForeign(Value.of(4.5), Struct.EMPTY);

        BackfillRun run = backfill(DIVIDED.withWorkers(4), checkpoints(), stores.events::add)
                .run();

        assertThat(run.isFinished()).isTrue();
        assertThat(run.boundaries()).hasSize(7);
        assertThat(run.counts()).isEqualTo(new BackfillCounts(RECORDS + 1, RECORDS, 0, 0, 0, 1));
        assertThat(run.rejections()).hasSize(1);
        assertThat(Backfill.lastRun(checkpoints(), VerifiedStores.TYPE)).contains(run);
        assertThat(stores.verify().counts().equal()).isEqualTo(RECORDS);
        assertThat(stores.targetBackend.entries().list("backfill/")).isEmpty();
    }

    @Test
    void progressIsToldOfAllPartsTogether() {
        BackfillRun run = backfill(DIVIDED.withWorkers(2), checkpoints(), stores.events::add)
                .run();

        List<DualWriteEvent.BackfillProgress> told = stores.received(DualWriteEvent.BackfillProgress.class);
        assertThat(told).filteredOn(DualWriteEvent.BackfillProgress::finished).hasSize(1);
        assertThat(told.get(told.size() - 1).counts().read())
                .isEqualTo(run.counts().read());
        assertThat(told).extracting(it -> it.counts().read()).isSorted();
    }

    @Test
    void processesShareARunAndEachIsToldOfAllOfIt() {
        CountDownLatch both = new CountDownLatch(2);
        DualWriteListener meeting = event -> {
            if (event instanceof DualWriteEvent.BackfillProgress) {
                both.countDown();
                await(both);
            }
        };
        // Whoever tells first waits for the other, so that each of them copies something.
        CompletableFuture<BackfillRun> first = CompletableFuture.supplyAsync(
                () -> backfill(DIVIDED, checkpoints(), meeting).run());
        CompletableFuture<BackfillRun> second = CompletableFuture.supplyAsync(
                () -> backfill(DIVIDED, checkpoints(), meeting).run());

        List<BackfillRun> runs =
                Stream.of(first, second).map(CompletableFuture::join).toList();

        assertThat(runs).allSatisfy(it -> {
            assertThat(it.isFinished()).isTrue();
            assertThat(it.counts()).isEqualTo(new BackfillCounts(RECORDS, RECORDS, 0, 0, 0, 0));
        });
        assertThat(stores.verify().verdict()).isEqualTo(Verdict.PASS);
    }

    @Test
    void whatADeadProcessWorkedOnIsTakenOverWhereItWasLeft() {
        assertThatThrownBy(() -> backfill(DIVIDED, new CrashingCheckpoints(checkpoints(), 12), event -> {})
                        .run())
                .isInstanceOf(CrashingCheckpoints.Crash.class);
        BackfillRun unfinished =
                Backfill.lastRun(checkpoints(), VerifiedStores.TYPE).orElseThrow();
        assertThat(unfinished.isFinished()).isFalse();
        assertThat(unfinished.counts().read()).isBetween(1L, RECORDS - 1L);
        // As if it had been killed: nobody gave its lease back.
        assertThat(stores.targetBackend
                        .entries()
                        .insert("backfill/" + VerifiedStores.TYPE.name() + "/" + unfinished.began() + "/7", "{}"))
                .isTrue();

        BackfillRun resumed = backfill(DIVIDED, checkpoints(), event -> {}).run();

        assertThat(resumed.isFinished()).isTrue();
        assertThat(resumed.began()).isEqualTo(unfinished.began());
        assertThat(resumed.counts().read()).isEqualTo(RECORDS);
        assertThat(resumed.counts().same())
                .as("no more than the batch whose checkpoint was lost")
                .isBetween(0L, 5L);
        assertThat(stores.verify().verdict()).isEqualTo(Verdict.PASS);
    }

    @Test
    void aFailureOfOneThreadEndsTheRunWithItsReason() {
        assertThatThrownBy(
                        () -> backfill(DIVIDED.withWorkers(3), new CrashingCheckpoints(checkpoints(), 9), event -> {})
                                .run())
                .isInstanceOf(CrashingCheckpoints.Crash.class);

        assertThat(backfill(DIVIDED.withWorkers(3), checkpoints(), event -> {})
                        .run()
                        .isFinished())
                .isTrue();
    }

    @Test
    void aCancelledRunEndsInAllThreadsAndALaterOneGoesOn() {
        Backfill[] cancelled = new Backfill[1];
        cancelled[0] = backfill(DIVIDED.withWorkers(2), checkpoints(), event -> cancelled[0].cancel());

        BackfillRun stopped = cancelled[0].run();
        BackfillRun finished = backfill(DIVIDED, checkpoints(), event -> {}).run();

        assertThat(stopped.isFinished()).isFalse();
        assertThat(stopped.counts().read()).isBetween(1L, 30L);
        assertThat(finished.counts()).isEqualTo(new BackfillCounts(RECORDS, RECORDS, 0, 0, 0, 0));
    }

    @Test
    void anOrderToStopEndsThisProcessAndALaterOneGoesOn() {
        AtomicLong nanos = new AtomicLong();
        DualWriteListener ordering = event -> BackfillOrder.STOP.give(checkpoints(), VerifiedStores.TYPE.name());
        Backfill ordered = new Backfill(
                        stores.pair,
                        EpochView.of(stores.legacyBackend.control()),
                        checkpoints(),
                        DIVIDED,
                        ordering,
                        ProtocolSettings.defaults().tokens(),
                        () -> BEGAN,
                        () -> nanos.addAndGet(Duration.ofSeconds(1).toNanos()),
                        Pause.real())
                .sharedBy(stores.targetBackend.entries());

        BackfillRun stopped = ordered.run();

        assertThat(stopped.isFinished()).isFalse();
        assertThat(stopped.counts().read()).isEqualTo(5);
        assertThat(backfill(DIVIDED, checkpoints(), event -> {}).run().counts())
                .isEqualTo(new BackfillCounts(RECORDS, RECORDS, 0, 0, 0, 0));
    }

    @Test
    void aRunThatIsForgottenLeavesNothingOfItsPartsBehind() {
        ConcurrentHashMap<String, String> kept = new ConcurrentHashMap<>();
        Checkpoints recorded = new RecordedCheckpoints(kept);
        Backfill[] cancelled = new Backfill[1];
        cancelled[0] = backfill(DIVIDED, recorded, event -> cancelled[0].cancel());
        assertThat(cancelled[0].run().isFinished()).isFalse();
        assertThat(kept.keySet()).anyMatch(it -> it.startsWith("backfill/things/") || it.contains("/" + BEGAN));

        cancelled[0].forget();

        assertThat(kept).isEmpty();
    }

    @Test
    void aRunThatSomebodyForgetsMeanwhileEnds() {
        Backfill other = backfill(DIVIDED, checkpoints(), event -> {});
        AtomicInteger told = new AtomicInteger();
        DualWriteListener forgetting = event -> {
            if (told.incrementAndGet() == 1) {
                other.forget();
            }
        };

        BackfillRun ended = backfill(DIVIDED, checkpoints(), forgetting).run();

        assertThat(ended.isFinished()).isFalse();
        assertThat(told.get()).as("the part that was begun, and no other").isBetween(1, 5);
        assertThat(Backfill.lastRun(checkpoints(), VerifiedStores.TYPE)).isEmpty();
        assertThat(other.run().isFinished()).isTrue();
        assertThat(stores.verify().verdict()).isEqualTo(Verdict.PASS);
    }

    @Test
    void anInterruptStopsAllThreadsAndIsKept() {
        DualWriteListener interrupting = event -> Thread.currentThread().interrupt();

        BackfillRun run = backfill(DIVIDED, checkpoints(), interrupting).run();

        assertThat(Thread.interrupted()).isTrue();
        assertThat(run.isFinished()).isFalse();
    }

    @Test
    void fewRecordsAreCopiedInOnePiece() {
        try (VerifiedStores few = VerifiedStores.in(Stage.DUAL_WRITE)) {
            few.legacy.putUnversioned(key(1), full());

            BackfillRun run = backfill(few, DIVIDED, few.targetBackend.checkpoints(), event -> {})
                    .run();

            assertThat(run.boundaries()).isEmpty();
            assertThat(run.counts().applied()).isEqualTo(1);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(1, TimeUnit.MINUTES)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Checkpoints checkpoints() {
        return stores.targetBackend.checkpoints();
    }

    private Backfill backfill(BackfillSettings settings, Checkpoints checkpoints, DualWriteListener listener) {
        return backfill(stores, settings, checkpoints, listener);
    }

    private Backfill backfill(
            VerifiedStores of, BackfillSettings settings, Checkpoints checkpoints, DualWriteListener listener) {
        return new Backfill(
                        of.pair,
                        EpochView.of(of.legacyBackend.control()),
                        checkpoints,
                        settings,
                        listener,
                        ProtocolSettings.defaults().tokens(),
                        () -> BEGAN.plusSeconds(starts.getAndIncrement()),
                        System::nanoTime,
                        Pause.real())
                .sharedBy(of.targetBackend.entries());
    }

    /** Shows what is kept. */
    private record RecordedCheckpoints(ConcurrentHashMap<String, String> kept) implements Checkpoints {

        @Override
        public Optional<String> load(String name) {
            return Optional.ofNullable(kept.get(name));
        }

        @Override
        public void save(String name, String text) {
            kept.put(name, text);
        }

        @Override
        public void clear(String name) {
            kept.remove(name);
        }
    }
}
