// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.backfill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.stellaops.persistence.dualwrite.verify.VerifiedStores.full;
import static org.stellaops.persistence.dualwrite.verify.VerifiedStores.key;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent;
import org.stellaops.persistence.dualwrite.internal.control.EpochView;
import org.stellaops.persistence.dualwrite.settings.Pause;
import org.stellaops.persistence.dualwrite.settings.ProtocolSettings;
import org.stellaops.persistence.dualwrite.settings.Recheck;
import org.stellaops.persistence.dualwrite.verify.Verdict;
import org.stellaops.persistence.dualwrite.verify.VerificationReport;
import org.stellaops.persistence.dualwrite.verify.VerifiedStores;
import org.stellaops.persistence.spi.Checkpoints;
import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.spi.LegacyRecord;
import org.stellaops.persistence.spi.VersionStamp;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Value;

class BackfillTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final BackfillSettings SMALL =
            BackfillSettings.defaults().withBatch(3).withRetry(new Recheck(2, Duration.ZERO));

    private final AtomicLong nanos = new AtomicLong();
    private VerifiedStores stores;

    @BeforeEach
    void open() {
        stores = VerifiedStores.in(Stage.DUAL_WRITE);
    }

    @AfterEach
    void close() {
        stores.close();
    }

    @Test
    void everyOldRecordArrives() {
        injectOld(10);

        BackfillRun run = backfill(SMALL, checkpoints()).run();

        assertThat(run.isFinished()).isTrue();
        assertThat(run.counts()).isEqualTo(new BackfillCounts(10, 10, 0, 0, 0, 0));
        assertThat(stores.verify().verdict()).isEqualTo(Verdict.PASS);
        assertThat(Backfill.lastRun(checkpoints(), VerifiedStores.TYPE)).contains(run);
        assertThat(run.began()).isEqualTo(NOW);
        assertThat(run.finished()).contains(NOW);
    }

    @Test
    void aSecondRunFindsEverythingThereAlready() {
        injectOld(10);
        BackfillRun first = backfill(SMALL, checkpoints()).run();

        BackfillRun second = backfill(SMALL, checkpoints()).run();

        assertThat(first.counts().applied()).isEqualTo(10);
        assertThat(second.counts()).isEqualTo(new BackfillCounts(10, 0, 10, 0, 0, 0));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5})
    void aCrashAtEachCheckpointLosesNothingAndCountsNothingTwice(int saves) {
        injectOld(10);
        stores.legacy.injected().putForeign(Value.of(4.5), Struct.EMPTY);
        Backfill crashing = backfill(SMALL, new CrashingCheckpoints(checkpoints(), saves));

        assertThatThrownBy(crashing::run).isInstanceOf(CrashingCheckpoints.Crash.class);
        BackfillRun resumed = backfill(SMALL, checkpoints()).run();

        assertThat(resumed.isFinished()).isTrue();
        assertThat(resumed.counts().read()).isEqualTo(11);
        assertThat(resumed.counts().refused()).isEqualTo(1);
        assertThat(resumed.counts().applied() + resumed.counts().same()).isEqualTo(10);
        assertThat(resumed.counts().addUp()).isTrue();
        assertThat(stores.verify().counts().equal()).isEqualTo(10);
    }

    @Test
    void aNewProcessGoesOnBehindTheLastBatchAndNotFromTheBeginning() {
        injectOld(10);
        Backfill crashing = backfill(SMALL, new CrashingCheckpoints(checkpoints(), 3));
        assertThatThrownBy(crashing::run).isInstanceOf(CrashingCheckpoints.Crash.class);

        assertThat(Backfill.lastRun(checkpoints(), VerifiedStores.TYPE))
                .hasValueSatisfying(it -> assertThat(it.reached()).contains(key(2)));
        BackfillRun resumed = backfill(SMALL, checkpoints()).run();

        assertThat(resumed.counts().same())
                .as("only the batch whose checkpoint was lost")
                .isEqualTo(3);
    }

    @Test
    void aRunThatReadAnotherStoreIsNotGoneOnWith() {
        injectOld(10);
        Backfill crashing =
                backfill(SMALL, new CrashingCheckpoints(checkpoints(), 3)).from(() -> Optional.of("first"));
        assertThatThrownBy(crashing::run).isInstanceOf(CrashingCheckpoints.Crash.class);

        BackfillRun other =
                backfill(SMALL, checkpoints()).from(() -> Optional.of("second")).run();

        assertThat(other.counts()).isEqualTo(new BackfillCounts(10, 4, 6, 0, 0, 0));
        assertThat(other.source()).contains("second");
        assertThat(Backfill.lastRun(checkpoints(), VerifiedStores.TYPE)).contains(other);
    }

    @Test
    void anOldCopyDoesNotOverwriteALiveWrite() {
        injectOld(1);
        LegacyRecord old = stores.legacy.read(key(0)).orElseThrow();
        stores.put(key(0), full().with("summary", Value.of("live")));

        BatchCopy copy = new BatchCopy(stores.pair, ProtocolSettings.defaults().tokens());
        List<BatchCopy.Outcome> outcomes = copied(copy, old);

        assertThat(outcomes).extracting(BatchCopy.Outcome::fate).containsExactly(BackfillCounts.Fate.STALE);
        assertThat(stores.target.find(key(0)).orElseThrow().content())
                .isEqualTo(full().with("summary", Value.of("live")));
    }

    @Test
    void anOldCopyDoesNotBringADeletedRecordBack() {
        injectOld(1);
        LegacyRecord old = stores.legacy.read(key(0)).orElseThrow();
        stores.delete(key(0));

        List<BatchCopy.Outcome> outcomes =
                copied(new BatchCopy(stores.pair, ProtocolSettings.defaults().tokens()), old);

        assertThat(outcomes).extracting(BatchCopy.Outcome::fate).containsExactly(BackfillCounts.Fate.STALE);
        assertThat(stores.target.find(key(0))).isEmpty();
        assertThat(stores.legacy.find(key(0))).isEmpty();
    }

    @Test
    void anOldRecordThatTheTargetHasOtherwiseIsStampedAndIsReplicatedByItsPendingFlag() {
        injectOld(1);
        Image other = Image.Present.of(key(0), VersionStamp.UNVERSIONED, full().without("summary"));
        assertThat(stores.target.apply(other, epoch()).replicates()).isTrue();

        BackfillRun run = backfill(SMALL, checkpoints()).run();

        assertThat(run.counts().left()).isEqualTo(1);
        stores.replicate();
        assertThat(stores.target.find(key(0)).orElseThrow().content()).isEqualTo(full());
        assertThat(stores.verify().verdict()).isEqualTo(Verdict.PASS);
    }

    @Test
    void aBacklogOfPendingWritesArrivesAndLosesItsPendingFlags() {
        stores.close();
        stores = VerifiedStores.in(Stage.LEGACY_ONLY);
        for (int i = 0; i < 5; i++) {
            assertThat(stores.store().put(key(i), full(), Precondition.none()).isApplied())
                    .isTrue();
        }
        stores.walkTo(Stage.DUAL_WRITE);

        BackfillRun run = backfill(SMALL, checkpoints()).run();

        assertThat(run.counts().applied() + run.counts().same()).isEqualTo(5);
        assertThat(stores.legacy.pendingCount()).isZero();
    }

    @Test
    void whatCannotBeReadOrStoredIsRefusedWithItsIdAndPath() {
        injectOld(4);
        stores.legacy.injected().putForeign(Value.of(4.5), Struct.EMPTY);
        stores.legacy
                .injected()
                .putDocument(key(2), Struct.builder().put("count", "no number").build());

        BackfillRun run = backfill(SMALL, checkpoints()).run();

        assertThat(run.counts().refused()).isEqualTo(2);
        assertThat(run.counts().addUp()).isTrue();
        assertThat(run.rejections()).hasSize(2).anySatisfy(it -> {
            assertThat(it.id()).isEqualTo(key(2).toString());
            assertThat(it.reason()).contains("count").doesNotContain("no number");
        });
        assertThat(stores.received(DualWriteEvent.RecordRejected.class)).hasSize(2);
        VerificationReport report = stores.verify();
        assertThat(report.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(report.counts().notComparable()).isPositive();
    }

    @Test
    void aStoreThatAnswersAgainLetsTheRunGoOn() {
        injectOld(5);
        stores.targetBackend.fail(Optional.of(new Fault(Fault.Kind.UNAVAILABLE, "planned outage")));
        Backfill backfill = new Backfill(
                stores.pair,
                EpochView.of(stores.legacyBackend.control()),
                new QuietCheckpoints(),
                SMALL,
                stores.events::add,
                ProtocolSettings.defaults().tokens(),
                () -> NOW,
                nanos::get,
                length -> stores.targetBackend.fail(Optional.empty()));

        assertThat(backfill.run().counts().applied()).isEqualTo(5);
    }

    @Test
    void aStoreThatStaysSilentEndsTheRunWithItsFault() {
        injectOld(5);
        stores.targetBackend.fail(Optional.of(new Fault(Fault.Kind.UNAVAILABLE, "planned outage")));
        Backfill backfill = backfill(SMALL, new QuietCheckpoints());

        assertThatThrownBy(backfill::run).isInstanceOf(StoreException.class).hasMessageContaining("planned outage");
    }

    @Test
    void whileTheTargetLeadsNothingIsCopied() {
        stores.walkTo(Stage.TARGET_LED);
        Backfill backfill = backfill(SMALL, checkpoints());

        assertThatThrownBy(backfill::run).isInstanceOf(StoreException.class).hasMessageContaining("does not lead");
    }

    @Test
    void aStoppedRunGoesOnWhenItIsStartedAgain() {
        injectOld(10);
        Backfill[] stopping = new Backfill[1];
        stopping[0] = new Backfill(
                stores.pair,
                EpochView.of(stores.legacyBackend.control()),
                checkpoints(),
                SMALL,
                event -> stopping[0].cancel(),
                ProtocolSettings.defaults().tokens());

        BackfillRun stopped = stopping[0].run();
        BackfillRun finished = backfill(SMALL, checkpoints()).run();

        assertThat(stopped.isFinished()).isFalse();
        assertThat(stopped.counts().read()).isEqualTo(3);
        assertThat(finished.counts()).isEqualTo(new BackfillCounts(10, 10, 0, 0, 0, 0));
    }

    @Test
    void anOrderOfAnotherProcessStopsARunAndALaterOneGoesOn() {
        injectOld(10);
        Backfill ordered = ordered(() -> BackfillOrder.STOP.give(checkpoints(), VerifiedStores.TYPE.name()));

        BackfillRun stopped = ordered.run();
        BackfillRun finished = backfill(SMALL, checkpoints()).run();

        assertThat(stopped.isFinished()).isFalse();
        assertThat(stopped.counts().read()).isEqualTo(3);
        assertThat(finished.counts()).isEqualTo(new BackfillCounts(10, 10, 0, 0, 0, 0));
        assertThat(BackfillOrder.of(checkpoints(), VerifiedStores.TYPE.name())).isEqualTo(BackfillOrder.RUN);
    }

    @Test
    void aPausedRunWaitsUntilItIsToldToGoOn() {
        injectOld(10);
        List<Duration> pauses = new ArrayList<>();
        BackfillOrder.PAUSE.give(checkpoints(), VerifiedStores.TYPE.name());
        Backfill paused = new Backfill(
                stores.pair,
                EpochView.of(stores.legacyBackend.control()),
                checkpoints(),
                SMALL,
                stores.events::add,
                ProtocolSettings.defaults().tokens(),
                () -> NOW,
                () -> nanos.addAndGet(Duration.ofSeconds(1).toNanos()),
                length -> {
                    pauses.add(length);
                    if (pauses.size() == 3) {
                        BackfillOrder.RUN.give(checkpoints(), VerifiedStores.TYPE.name());
                    }
                });

        assertThat(paused.run().isFinished()).isTrue();
        assertThat(pauses).hasSize(3);
    }

    /** A backfill that is told something after each batch, whose clock stands still otherwise. */
    private Backfill ordered(Runnable order) {
        return new Backfill(
                stores.pair,
                EpochView.of(stores.legacyBackend.control()),
                checkpoints(),
                SMALL,
                event -> {
                    order.run();
                    nanos.addAndGet(Duration.ofSeconds(1).toNanos());
                },
                ProtocolSettings.defaults().tokens(),
                () -> NOW,
                nanos::get,
                length -> {});
    }

    @Test
    void theHighestRateIsHeld() {
        injectOld(9);
        List<Duration> pauses = new ArrayList<>();
        Backfill backfill = new Backfill(
                stores.pair,
                EpochView.of(stores.legacyBackend.control()),
                checkpoints(),
                SMALL.withRecordsPerSecond(6),
                stores.events::add,
                ProtocolSettings.defaults().tokens(),
                () -> NOW,
                nanos::get,
                length -> {
                    pauses.add(length);
                    nanos.addAndGet(length.toNanos());
                });

        assertThat(backfill.run().isFinished()).isTrue();
        assertThat(pauses).containsExactly(Duration.ofMillis(500), Duration.ofMillis(500), Duration.ofMillis(500));
    }

    @Test
    void progressReportsTheRateAndTheTotal() {
        injectOld(7);

        BackfillRun run = backfill(SMALL, checkpoints()).run();

        List<DualWriteEvent.BackfillProgress> reported = stores.received(DualWriteEvent.BackfillProgress.class);
        assertThat(reported).hasSize(3);
        assertThat(reported.get(2).finished()).isTrue();
        assertThat(reported.get(2).total()).isEqualTo(7);
        assertThat(reported.get(2).counts().read()).isEqualTo(run.counts().read());
    }

    private List<BatchCopy.Outcome> copied(BatchCopy copy, LegacyRecord old) {
        try {
            return copy.copy(List.of(old), epoch());
        } catch (BatchCopy.OutOfDateException e) {
            throw new AssertionError(e);
        }
    }

    private void injectOld(int records) {
        for (int i = 0; i < records; i++) {
            stores.legacy.putUnversioned(key(i), full());
        }
    }

    private Checkpoints checkpoints() {
        return stores.targetBackend.checkpoints();
    }

    private long epoch() {
        return stores.legacyBackend.control().read().epoch();
    }

    private Backfill backfill(BackfillSettings settings, Checkpoints checkpoints) {
        Pause pause = length -> {};
        return new Backfill(
                stores.pair,
                EpochView.of(stores.legacyBackend.control()),
                checkpoints,
                settings,
                stores.events::add,
                ProtocolSettings.defaults().tokens(),
                () -> NOW,
                nanos::get,
                pause);
    }

    /** Keeps nothing; for runs whose target is down. */
    private record QuietCheckpoints() implements Checkpoints {

        @Override
        public Optional<String> load(String name) {
            return Optional.empty();
        }

        @Override
        public void save(String name, String text) {}

        @Override
        public void clear(String name) {}
    }
}
