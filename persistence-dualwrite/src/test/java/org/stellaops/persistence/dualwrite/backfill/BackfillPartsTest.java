// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.backfill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.stellaops.persistence.dualwrite.verify.VerifiedStores.full;
import static org.stellaops.persistence.dualwrite.verify.VerifiedStores.key;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
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

/** A run whose parts somebody else hands out, beside one that hands them out itself. */
class BackfillPartsTest {

    private static final int RECORDS = 200;
    private static final int PARTS = 8;
    private static final Instant BEGAN = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration LEASE = Duration.ofSeconds(30);
    private static final BackfillCounts ALL = new BackfillCounts(RECORDS, RECORDS, 0, 0, 0, 0);
    private static final BackfillSettings DIVIDED = BackfillSettings.defaults()
            .withBatch(5)
            .withParts(PARTS)
            .withLease(LEASE)
            .withRetry(new Recheck(2, Duration.ZERO));

    private final AtomicInteger starts = new AtomicInteger();
    private final AtomicLong nanos = new AtomicLong();
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
    void processesCopyThePartsThatTheyAreGivenAndOneFinishesTheRun() {
        BackfillRun begun = process().begin();
        assertThat(begun.parts()).isEqualTo(PARTS);

        List<PartResult> results = IntStream.range(0, PARTS)
                .mapToObj(part -> process().copy(begun.began(), PARTS - 1 - part, () -> false))
                .toList();
        BackfillRun run = process().finish(begun.began()).orElseThrow();

        assertThat(results).containsOnly(PartResult.FINISHED);
        assertThat(run.isFinished()).isTrue();
        assertThat(run.counts()).isEqualTo(ALL);
        assertThat(Backfill.lastRun(stores.targetBackend.checkpoints(), VerifiedStores.TYPE))
                .contains(run);
        assertThat(stores.received(DualWriteEvent.BackfillProgress.class))
                .filteredOn(DualWriteEvent.BackfillProgress::finished)
                .singleElement()
                .satisfies(it -> assertThat(it.counts().read()).isEqualTo(RECORDS));
        assertThat(stores.verify().verdict()).isEqualTo(Verdict.PASS);
        assertThat(stores.targetBackend.entries().list("backfill/")).isEmpty();
    }

    @Test
    void aPartThatIsCopiedTwiceIsReadOnce() {
        BackfillRun begun = process().begin();
        assertThat(process().copy(begun.began(), 3, () -> false)).isEqualTo(PartResult.FINISHED);
        long read = lastRun().counts().read();

        assertThat(process().copy(begun.began(), 3, () -> false)).isEqualTo(PartResult.FINISHED);

        assertThat(lastRun().counts().read()).isEqualTo(read).isBetween(1L, RECORDS - 1L);
    }

    @Test
    void aRunIsNotFinishedBeforeEachOfItsPartsIs() {
        BackfillRun begun = process().begin();
        for (int part = 1; part < PARTS; part++) {
            assertThat(process().copy(begun.began(), part, () -> false)).isEqualTo(PartResult.FINISHED);
        }

        assertThat(process().finish(begun.began()))
                .hasValueSatisfying(it -> assertThat(it.isFinished()).isFalse());
        assertThat(process().copy(begun.began(), 0, () -> false)).isEqualTo(PartResult.FINISHED);
        assertThat(process().finish(begun.began()))
                .hasValueSatisfying(it -> assertThat(it.isFinished()).isTrue());
    }

    @Test
    void whatPartsHaveBegunIsFinishedByARunOfAProcess() {
        BackfillRun begun = process().begin();
        assertThat(process().copy(begun.began(), 5, () -> false)).isEqualTo(PartResult.FINISHED);
        assertThat(process().copy(begun.began(), 2, afterAsking(3))).isEqualTo(PartResult.STOPPED);

        BackfillRun run = backfill(stores, event -> {}).run();

        assertThat(run.began()).isEqualTo(begun.began());
        assertThat(run.counts()).isEqualTo(ALL);
        assertThat(process().copy(begun.began(), 0, () -> false)).isEqualTo(PartResult.GONE);
        assertThat(process().finish(begun.began())).contains(run);
    }

    @Test
    void whatARunOfAProcessHasBegunIsFinishedInParts() {
        Backfill[] cancelled = new Backfill[1];
        cancelled[0] = backfill(stores, event -> cancelled[0].cancel());
        BackfillRun unfinished = cancelled[0].run();
        assertThat(unfinished.isFinished()).isFalse();

        BackfillRun begun = process().begin();
        assertThat(IntStream.range(0, PARTS).mapToObj(part -> process().copy(begun.began(), part, () -> false)))
                .containsOnly(PartResult.FINISHED);

        assertThat(begun.began()).isEqualTo(unfinished.began());
        assertThat(process().finish(begun.began()))
                .hasValueSatisfying(it -> assertThat(it.counts()).isEqualTo(ALL));
    }

    @Test
    void aPartOfAProcessThatDiedIsFreeAfterALeaseAndGoesOnBehindItsLastBatch() {
        BackfillRun begun = process().begin();
        assertThat(process().copy(begun.began(), 2, afterAsking(3))).isEqualTo(PartResult.STOPPED);
        long read = lastRun().counts().read();
        // As if it had been killed: nobody gave its lease back.
        assertThat(stores.targetBackend
                        .entries()
                        .insert("backfill/" + VerifiedStores.TYPE.name() + "/" + begun.began() + "/2", "{}"))
                .isTrue();
        BackfillParts taking = process();

        assertThat(taking.copy(begun.began(), 2, () -> false)).isEqualTo(PartResult.BUSY);
        nanos.addAndGet(LEASE.toNanos());
        assertThat(taking.copy(begun.began(), 2, () -> false)).isEqualTo(PartResult.BUSY);
        nanos.addAndGet(1);
        assertThat(taking.copy(begun.began(), 2, () -> false)).isEqualTo(PartResult.FINISHED);

        assertThat(read).isPositive();
        assertThat(lastRun().counts().applied()).isEqualTo(lastRun().counts().read());
    }

    @Test
    void aPartThatIsTakenOverMeanwhileIsLeft() {
        BackfillRun begun = process().begin();
        String lease = "backfill/" + VerifiedStores.TYPE.name() + "/" + begun.began() + "/2";
        BackfillParts slow = new BackfillParts(backfill(stores, event -> {
            // Longer ago than a lease, so that another process has taken it.
            var entry = stores.targetBackend.entries().find(lease).orElseThrow();
            assertThat(stores.targetBackend.entries().replace(entry, "{}")).isTrue();
            nanos.addAndGet(LEASE.toNanos());
        }));

        assertThat(slow.copy(begun.began(), 2, () -> false)).isEqualTo(PartResult.LOST);
    }

    @Test
    void aRunInOnePieceHasOnePart() {
        try (VerifiedStores few = VerifiedStores.in(Stage.DUAL_WRITE)) {
            few.legacy.putUnversioned(key(1), full());
            BackfillParts parts = backfill(few, event -> {}).parts();

            BackfillRun begun = parts.begin();

            assertThat(begun.parts()).isEqualTo(1);
            assertThatThrownBy(() -> parts.copy(begun.began(), 1, () -> false))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThat(parts.copy(begun.began(), 0, () -> false)).isEqualTo(PartResult.FINISHED);
            assertThat(parts.finish(begun.began())).hasValueSatisfying(it -> {
                assertThat(it.isFinished()).isTrue();
                assertThat(it.counts().applied()).isEqualTo(1);
            });
        }
    }

    @Test
    void aRunThatWasForgottenIsGone() {
        BackfillRun begun = process().begin();
        backfill(stores, event -> {}).forget();

        assertThat(process().copy(begun.began(), 0, () -> false)).isEqualTo(PartResult.GONE);
        assertThat(process().finish(begun.began())).isEmpty();
    }

    private BackfillRun lastRun() {
        return Backfill.lastRun(stores.targetBackend.checkpoints(), VerifiedStores.TYPE)
                .orElseThrow();
    }

    /** Another process each time, which remembers nothing of the others. */
    private BackfillParts process() {
        return backfill(stores, stores.events::add).parts();
    }

    private static java.util.function.BooleanSupplier afterAsking(int times) {
        AtomicInteger asked = new AtomicInteger();
        return () -> asked.incrementAndGet() > times;
    }

    private Backfill backfill(VerifiedStores of, DualWriteListener listener) {
        return new Backfill(
                        of.pair,
                        EpochView.of(of.legacyBackend.control()),
                        of.targetBackend.checkpoints(),
                        DIVIDED,
                        listener,
                        ProtocolSettings.defaults().tokens(),
                        () -> BEGAN.plusSeconds(starts.getAndIncrement()),
                        nanos::get,
                        Pause.real())
                .sharedBy(of.targetBackend.entries());
    }
}
