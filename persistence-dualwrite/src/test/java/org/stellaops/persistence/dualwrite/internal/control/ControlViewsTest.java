// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.internal.control.StageView.Standing;
import org.stellaops.persistence.spi.ControlEntries;
import org.stellaops.persistence.spi.ControlRecord;
import org.stellaops.persistence.spi.ControlRecord.Phase;
import org.stellaops.persistence.spi.ControlStore;
import org.stellaops.persistence.testkit.memory.MemoryLegacyBackend;
import org.stellaops.persistence.testkit.memory.MemoryTargetBackend;

/** What a process knows of control records and stages, for how long, and how it holds work back. */
class ControlViewsTest {

    private final AtomicLong now = new AtomicLong(1_000);
    private final MemoryLegacyBackend backend = new MemoryLegacyBackend();
    private final ControlStore control = backend.control();

    // The epoch.

    @ParameterizedTest
    @CsvSource({"99, 1", "100, 2", "101, 2"})
    void aRecordIsKnownForAsLongAsItIsKept(long nanos, long epoch) {
        initialise(1);
        EpochView view = EpochView.cached(control, Duration.ofNanos(100), now::get);
        assertThat(view.steadyEpoch()).hasValue(1);
        set(new ControlRecord(Phase.STEADY, 2));

        now.addAndGet(nanos);

        assertThat(view.steadyEpoch()).hasValue(epoch);
        assertThat(view.current().epoch()).isEqualTo(epoch);
    }

    @Test
    void aViewThatKeepsNothingReadsEachTime() {
        initialise(1);
        EpochView view = EpochView.of(control);
        assertThat(view.steadyEpoch()).hasValue(1);

        set(new ControlRecord(Phase.STEADY, 2));

        assertThat(view.steadyEpoch()).hasValue(2);
    }

    @Test
    void thatAStoreDoesNotLeadIsReadOnceMore() {
        initialise(1);
        set(new ControlRecord(Phase.MOVING, 1));
        EpochView view = EpochView.cached(control, Duration.ofDays(1), now::get);
        assertThat(view.steadyEpoch()).isEmpty();
        assertThat(view.steady()).isEmpty();

        set(new ControlRecord(Phase.STEADY, 3, Stage.DUAL_WRITE));

        assertThat(view.steady()).contains(new ControlRecord(Phase.STEADY, 3, Stage.DUAL_WRITE));
    }

    /** A fence that was found standing is relied on for as long as the record is kept. */
    @ParameterizedTest
    @CsvSource({"99, true", "100, false"})
    void aFenceIsReliedOnForAsLongAsItIsKnown(long nanos, boolean confirmed) {
        initialise(3);
        assertThat(control.raiseFence(3)).isNotNull();
        EpochView view = EpochView.confirming(control, Duration.ofNanos(100), now::get);
        assertThat(view.steadyEpoch()).hasValue(3);
        set(new ControlRecord(Phase.AWAY, 5));

        now.addAndGet(nanos);

        assertThat(view.confirms(3)).isEqualTo(confirmed);
    }

    @Test
    void whoAsksForNoFenceConfirmsEverything() {
        initialise(3);
        set(new ControlRecord(Phase.AWAY, 5));

        assertThat(EpochView.of(control).confirms(3)).isTrue();
        assertThat(EpochView.cached(control, Duration.ofDays(1), now::get).confirms(3))
                .isTrue();
    }

    @Test
    void whatIsForgottenBeforeAnythingWasReadIsNothing() {
        initialise(3);
        EpochView view = EpochView.cached(control, Duration.ofDays(1), now::get);

        view.forget();

        assertThat(view.steadyEpoch()).hasValue(3);
    }

    // The stage.

    @Test
    void whoeverEntersAStageIsAskedBefore() {
        List<Stage> entering = new ArrayList<>();
        StageView stages = new StageView(Stage.SHADOW_READ, entering::add);

        stages.enter(Stage.TARGET_LED);

        assertThat(entering).containsExactly(Stage.TARGET_LED);
        assertThat(stages.now()).isEqualTo(new Standing(Stage.TARGET_LED, 1, 1));
        stages.enter(Stage.RAMP_DOWN);
        assertThat(stages.now()).isEqualTo(new Standing(Stage.RAMP_DOWN, 1, 2));
    }

    @Test
    void nobodyWaitsForAStageThatWasEnteredAlreadyNorWithoutTime() {
        StageView stages = new StageView(Stage.SHADOW_READ, it -> {});
        Standing before = stages.now();

        assertThat(stages.awaitOther(before, Duration.ZERO)).isTrue();
        stages.enter(Stage.DUAL_WRITE);
        assertThat(stages.awaitOther(before, Duration.ofDays(1))).isTrue();
    }

    @Test
    void anInterruptEndsTheWaitForAStageAndStays() {
        StageView stages = new StageView(Stage.SHADOW_READ, it -> {});
        Thread.currentThread().interrupt();

        assertThat(stages.awaitOther(stages.now(), Duration.ofDays(1))).isFalse();

        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void whoWaitsForAStageIsWoken() throws InterruptedException {
        StageView stages = new StageView(Stage.SHADOW_READ, it -> {});
        Standing before = stages.now();
        Thread waiting = new Thread(
                () -> assertThat(stages.awaitOther(before, Duration.ofDays(1))).isTrue());
        waiting.setDaemon(true);
        waiting.start();
        while (waiting.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }

        stages.enter(Stage.DUAL_WRITE);

        waiting.join(Duration.ofSeconds(10).toMillis());
        assertThat(waiting.isAlive()).isFalse();
    }

    // The pause.

    @Test
    void workAndAPauseExcludeEachOther() throws InterruptedException {
        PauseLock lock = new PauseLock();
        assertThat(lock.tryEnter(Duration.ZERO)).isTrue();
        assertThat(elsewhere(() -> lock.tryClose(Duration.ZERO))).isFalse();
        lock.leave();

        assertThat(lock.tryClose(Duration.ZERO)).isTrue();
        assertThat(elsewhere(() -> lock.tryEnter(Duration.ZERO))).isFalse();
        lock.open();
        assertThat(elsewhere(() -> lock.tryEnter(Duration.ZERO))).isTrue();
    }

    @Test
    void whatIsBarredIsNotEnteredUntilItIsOpenAgain() {
        PauseLock lock = new PauseLock();
        lock.bar(true);
        assertThat(lock.tryEnter(Duration.ofDays(1))).isFalse();

        lock.bar(false);

        assertThat(lock.tryEnter(Duration.ZERO)).isTrue();
        lock.leave();
    }

    @Test
    void anInterruptedThreadEntersWithoutWaitingAndClosesNothing() throws InterruptedException {
        PauseLock lock = new PauseLock();
        Thread.currentThread().interrupt();
        assertThat(lock.tryEnter(Duration.ofDays(1))).isTrue();
        assertThat(Thread.interrupted()).isTrue();
        lock.leave();

        Thread.currentThread().interrupt();
        assertThat(lock.tryClose(Duration.ofDays(1))).isFalse();
        assertThat(Thread.interrupted()).isTrue();

        assertThat(lock.tryClose(Duration.ZERO)).isTrue();
        assertThat(elsewhere(() -> {
                    Thread.currentThread().interrupt();
                    return lock.tryEnter(Duration.ofDays(1));
                }))
                .isFalse();
        lock.open();
    }

    // Texts, times and stores.

    @Test
    void anEntryIsReadAsItWasWritten() {
        EntryText text = EntryText.empty()
                .with("name", "value")
                .with("number", 7)
                .with("there", Optional.of("x"))
                .with("gone", "x")
                .with("gone", Optional.empty());

        EntryText read = EntryText.read(text.write());

        assertThat(read.text("name")).isEqualTo("value");
        assertThat(read.number("number")).isEqualTo(7);
        assertThat(read.find("there")).contains("x");
        assertThat(read.find("gone")).isEmpty();
        assertThat(read.text("missing")).isEmpty();
        assertThat(read.number("missing")).isZero();
        assertThat(EntryText.read("{\"nested\":{}}").find("nested"))
                .as("of another version")
                .isEmpty();
    }

    @Test
    void aStopwatchMeasuresByItsTicker() {
        ModuleClock.Stopwatch watch = new ModuleClock(() -> Instant.EPOCH, now::get).start();
        now.addAndGet(10);

        assertThat(watch.elapsed()).isEqualTo(Duration.ofNanos(10));
        assertThat(watch.isOver(Duration.ofNanos(9))).isTrue();
        assertThat(watch.isOver(Duration.ofNanos(10))).isFalse();
    }

    @Test
    void eachSideHasItsOwnControlRecordAndEntries() {
        MemoryTargetBackend target = new MemoryTargetBackend();
        ModuleStores stores = new ModuleStores(
                "module",
                List.of(),
                control,
                target.control(),
                backend.deadLetters(),
                target.deadLetters(),
                backend.entries(),
                target.entries());

        assertThat(stores.control(Side.LEGACY)).isSameAs(control);
        assertThat(stores.control(Side.TARGET)).isSameAs(target.control());
        assertThat(stores.entries(Side.LEGACY)).isSameAs(backend.entries());
        assertThat(stores.entries(Side.TARGET)).isSameAs(target.entries());
        ControlEntries none = new ModuleStores("module", List.of(), control, target.control()).entries(Side.LEGACY);
        assertThat(none.keeps()).isFalse();
    }

    private interface Asked {
        boolean answer();
    }

    /** Threads own what they enter. */
    private static boolean elsewhere(Asked asked) throws InterruptedException {
        boolean[] answer = new boolean[1];
        Thread thread = new Thread(() -> answer[0] = asked.answer());
        thread.start();
        thread.join();
        return answer[0];
    }

    private void initialise(long epoch) {
        assertThat(control.initialise(new ControlRecord(Phase.STEADY, epoch)).epoch())
                .isEqualTo(epoch);
    }

    private void set(ControlRecord record) {
        assertThat(control.compareAndSet(control.read(), record)).isTrue();
    }
}
