// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.shadow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.stellaops.persistence.dualwrite.verify.VerifiedStores.full;
import static org.stellaops.persistence.dualwrite.verify.VerifiedStores.key;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.Page;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.StoredRecord;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.coverage.ReadCoverage;
import org.stellaops.persistence.dualwrite.divergence.Divergence;
import org.stellaops.persistence.dualwrite.divergence.DivergenceLog;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent.DivergenceFound;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent.ReadCompared;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent.ReadKind;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent.ReadNotCompared;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent.SkipReason;
import org.stellaops.persistence.dualwrite.internal.compare.KeyComparison;
import org.stellaops.persistence.dualwrite.settings.Recheck;
import org.stellaops.persistence.dualwrite.supervision.Supervisor;
import org.stellaops.persistence.dualwrite.supervision.TaskListener;
import org.stellaops.persistence.dualwrite.verify.VerifiedStores;
import org.stellaops.persistence.query.Query;
import org.stellaops.persistence.spi.LegacyRecord;
import org.stellaops.persistence.spi.VersionStamp;
import org.stellaops.persistence.value.ContentHash;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Value;

class ShadowReadsTest {

    private static final ShadowReadPolicy ALL =
            ShadowReadPolicy.cautious().withSampleRate(1.0).withRecheck(new Recheck(3, Duration.ofMillis(1)));

    private final DivergenceLog log = new DivergenceLog(100, InstantSource.system());
    private VerifiedStores stores;

    @BeforeEach
    void open() {
        stores = VerifiedStores.in(Stage.SHADOW_READ);
        for (int i = 0; i < 5; i++) {
            stores.put(key(i), full().with("count", Value.of(i)));
        }
    }

    @AfterEach
    void close() {
        stores.close();
    }

    @Test
    void equalRecordsAreComparedAndNotReported() {
        try (ShadowReads reads = reads(ALL)) {
            find(reads, Stage.SHADOW_READ, key(1));
            find(reads, Stage.SHADOW_READ, key(99));
            idle(reads);

            assertThat(stores.received(ReadCompared.class)).hasSize(2);
            assertThat(stores.received(DivergenceFound.class)).isEmpty();
        }
    }

    @Test
    void aDifferenceIsReportedByKeyAndPathAndSettledOnceItIsGone() {
        stores.target.injected().changeContent(key(1), full().without("summary").with("count", Value.of(1)));
        try (ShadowReads reads = reads(ALL)) {
            find(reads, Stage.SHADOW_READ, key(1));
            find(reads, Stage.SHADOW_READ, key(1));
            idle(reads);

            assertThat(stores.received(DivergenceFound.class)).hasSize(2).allSatisfy(it -> {
                assertThat(it.divergence().key()).isEqualTo(key(1));
                assertThat(it.divergence().divergence().describe()).isEqualTo("differs in summary");
            });
            assertThat(log.summary().open())
                    .singleElement()
                    .satisfies(it -> assertThat(it.scanEntries()).isEqualTo(2));
            assertThat(log.summary().total()).isEqualTo(1);
            assertThat(stores.repair().repair(key(1)).name()).isEqualTo("REPAIRED");
            find(reads, Stage.SHADOW_READ, key(1));
            idle(reads);
            assertThat(log.summary().isClear()).isTrue();
        }
    }

    @Test
    void whatBeganInAFormerStageIsNotJudged() {
        stores.target.injected().changeContent(key(1), full().without("summary").with("count", Value.of(1)));
        ComparisonReports reports = new ComparisonReports(
                "vuln",
                "advisories",
                Stage.SHADOW_READ,
                () -> false,
                new ReadCoverage(InstantSource.system()).read("advisories", ReadKind.FIND),
                new ComparisonReports.Recipients(log, stores.events::add));
        ShadowSubject former = new ShadowSubject(stores.pair, reports);

        assertThat(former.compare(key(1))).isInstanceOf(KeyComparison.Unsettled.class);
    }

    @Test
    void aReadOfAnotherStageThanTheOneEnteredIsNotCompared() {
        stores.target.injected().changeContent(key(1), full().without("summary").with("count", Value.of(1)));
        try (ShadowReads reads = reads(ALL)) {
            reads.stageEntered(Stage.TARGET_ONLY);
            find(reads, Stage.SHADOW_READ, key(1));
            idle(reads);
            assertThat(stores.received(DivergenceFound.class)).isEmpty();

            reads.stageEntered(Stage.SHADOW_READ);
            find(reads, Stage.SHADOW_READ, key(1));
            idle(reads);
            assertThat(stores.received(DivergenceFound.class)).hasSize(1);
        }
    }

    @Test
    void aPageIsComparedKeyByKeySoThatOneLostRecordIsOneDivergence() {
        assertThat(stores.target.injected().removeRow(key(1))).isTrue();
        try (ShadowReads reads = reads(ALL)) {
            query(reads, Query.all().limit(3));
            idle(reads);

            assertThat(stores.received(DivergenceFound.class))
                    .extracting(it -> it.divergence().key())
                    .containsExactly(key(1));
        }
    }

    @Test
    void aQueryThatTheStoresAnswerDifferentlyOverEqualRecordsIsReported() {
        try (ShadowReads reads = reads(ALL)) {
            Page<StoredRecord> wrong = new Page<>(
                    List.of(
                            stores.legacy.find(key(1)).orElseThrow(),
                            stores.legacy.find(key(0)).orElseThrow()),
                    Optional.empty());
            reads.afterQuery(
                    stores.pair,
                    Stage.SHADOW_READ,
                    Optional.empty(),
                    Query.all().limit(2),
                    wrong);
            idle(reads);

            assertThat(stores.received(DivergenceFound.class))
                    .singleElement()
                    .satisfies(it ->
                            assertThat(it.divergence().divergence()).isEqualTo(new Divergence.ListingDiffers(0, 0)));
        }
    }

    @Test
    void aPageThatWasOnlyLateIsNotReported() {
        try (ShadowReads reads = reads(ALL)) {
            Page<StoredRecord> before = stores.legacy.query(Optional.empty(), Query.all());
            stores.put(key(3), full().with("summary", Value.of("newer")));
            stores.delete(key(4));
            reads.afterQuery(stores.pair, Stage.SHADOW_READ, Optional.empty(), Query.all(), before);
            idle(reads);

            assertThat(stores.received(DivergenceFound.class)).isEmpty();
            assertThat(stores.received(ReadCompared.class)).hasSize(1);
        }
    }

    @Test
    void aPendingRecordIsNotCounted() {
        LegacyRecord record = stores.legacy.read(key(1)).orElseThrow();
        Struct newer = full().with("count", Value.of(7));
        stores.legacy
                .injected()
                .put(new LegacyRecord(
                        key(1),
                        new VersionStamp(record.stamp().version() + 1, "in-flight"),
                        newer,
                        Optional.of(ContentHash.of(newer)),
                        OptionalLong.of(1),
                        Optional.empty()));
        try (ShadowReads reads = reads(ALL)) {
            find(reads, Stage.SHADOW_READ, key(1));
            idle(reads);

            assertThat(stores.received(DivergenceFound.class)).isEmpty();
            assertThat(skipped()).containsExactly(SkipReason.UNSETTLED);
        }
    }

    @Test
    void onlyTheSampledShareIsCompared() {
        double[] numbers = {0.0, 0.09, 0.1, 0.99};
        int[] next = {0};
        DoubleSupplier chance = () -> numbers[next[0]++];
        try (ShadowReads reads = new ShadowReads(
                "things", ALL.withSampleRate(0.1).withMaxInFlight(8), log, stores.events::add, chance)) {
            for (int i = 0; i < numbers.length; i++) {
                find(reads, Stage.SHADOW_READ, key(1));
            }
            idle(reads);

            assertThat(stores.received(ReadCompared.class)).hasSize(2);
        }
    }

    @Test
    void aStageThatComparesNothingComparesNothing() {
        try (ShadowReads reads = reads(ALL)) {
            find(reads, Stage.DUAL_WRITE, key(1));
            find(reads, Stage.RAMP_DOWN, key(1));
            idle(reads);

            assertThat(stores.received(ReadCompared.class)).isEmpty();
        }
    }

    @Test
    void aFollowerThatFailsIsAnEventAndNothingElse() {
        stores.targetBackend.fail(Optional.of(new Fault(Fault.Kind.UNAVAILABLE, "planned outage")));
        try (ShadowReads reads = reads(ALL)) {
            find(reads, Stage.SHADOW_READ, key(1));
            idle(reads);

            assertThat(skipped()).containsExactly(SkipReason.FAILED);
        }
    }

    @Test
    void aLookThatHangsIsGivenUpAndMoreThanFitAreDropped() throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        CountDownLatch started = new CountDownLatch(1);
        try (ShadowWorkers workers =
                new ShadowWorkers("things", ALL.withMaxInFlight(1).withTimeout(Duration.ofMillis(50)), supervisor())) {
            HangingComparison hanging = new HangingComparison(started, never);
            HangingComparison second = new HangingComparison(started, never);

            workers.offer(hanging);
            started.await();
            workers.offer(second);

            await().untilAsserted(() -> assertThat(second.reason).isEqualTo(SkipReason.FULL));
            await().untilAsserted(() -> assertThat(hanging.reason).isEqualTo(SkipReason.TIMEOUT));
            await().until(workers::isIdle);
        }
    }

    @Test
    void anErrorInALookIsContained() {
        try (ShadowWorkers workers = new ShadowWorkers("things", ALL, supervisor())) {
            FailingComparison failing = new FailingComparison();

            workers.offer(failing);

            await().until(workers::isIdle);
            await().untilAsserted(() -> assertThat(failing.reason).isEqualTo(SkipReason.FAILED));
        }
    }

    @Test
    void everyProblemOfAPolicyIsNamedAtOnce() {
        assertThatThrownBy(
                        () -> new ShadowReadPolicy(Double.NaN, Duration.ofMinutes(2), 0, new Recheck(1, Duration.ZERO)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("sample-rate", "timeout", "max-in-flight");
    }

    private static Supervisor supervisor() {
        return new Supervisor("things", InstantSource.system(), TaskListener.NONE);
    }

    private ShadowReads reads(ShadowReadPolicy policy) {
        return new ShadowReads("things", policy, log, stores.events::add);
    }

    private void find(ShadowReads reads, Stage stage, RecordKey key) {
        idle(reads);
        reads.afterFind(stores.pair, stage, key, stores.legacy.find(key));
    }

    private void query(ShadowReads reads, Query query) {
        reads.afterQuery(
                stores.pair, Stage.SHADOW_READ, Optional.empty(), query, stores.legacy.query(Optional.empty(), query));
    }

    private List<SkipReason> skipped() {
        return stores.received(ReadNotCompared.class).stream()
                .map(DualWriteEvent.ReadNotCompared::reason)
                .toList();
    }

    private static void idle(ShadowReads reads) {
        await().until(reads::isIdle);
    }

    private static final class HangingComparison implements ReadComparison {

        private final CountDownLatch started;
        private final CountDownLatch never;
        private volatile SkipReason reason;

        HangingComparison(CountDownLatch started, CountDownLatch never) {
            this.started = started;
            this.never = never;
        }

        @Override
        public Result once() {
            started.countDown();
            try {
                never.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return Result.DONE;
        }

        @Override
        public void abandoned(SkipReason why) {
            reason = why;
        }
    }

    private static final class FailingComparison implements ReadComparison {

        private volatile SkipReason reason;

        @Override
        public Result once() {
            throw new AssertionError("planned");
        }

        @Override
        public void abandoned(SkipReason why) {
            reason = why;
        }
    }
}
