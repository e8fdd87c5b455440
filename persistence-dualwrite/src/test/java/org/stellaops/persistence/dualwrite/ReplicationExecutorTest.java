// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent.BreakerState;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent.DropReason;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent.FollowerBreakerChanged;
import org.stellaops.persistence.dualwrite.internal.control.ModuleClock;
import org.stellaops.persistence.dualwrite.internal.control.ModuleContext;
import org.stellaops.persistence.dualwrite.internal.control.ModuleStores;
import org.stellaops.persistence.dualwrite.internal.control.PauseLock;
import org.stellaops.persistence.dualwrite.internal.control.StageView;
import org.stellaops.persistence.dualwrite.internal.replicate.ReplicationExecutor;
import org.stellaops.persistence.dualwrite.internal.replicate.ReplicationLanes;
import org.stellaops.persistence.dualwrite.internal.replicate.ReplicationTask;
import org.stellaops.persistence.dualwrite.internal.replicate.SendResult;
import org.stellaops.persistence.dualwrite.settings.FollowerPolicy;
import org.stellaops.persistence.dualwrite.settings.FollowerPolicy.Breaker;
import org.stellaops.persistence.dualwrite.settings.FollowerPolicy.Retry;
import org.stellaops.persistence.dualwrite.supervision.Supervisor;
import org.stellaops.persistence.dualwrite.supervision.TaskListener;
import org.stellaops.persistence.spi.NamedThreads;
import org.stellaops.persistence.testkit.memory.MemoryLegacyBackend;
import org.stellaops.persistence.testkit.memory.MemoryTargetBackend;

/** What becomes of sends whose follower misbehaves, one kind of misbehaviour at a time. */
class ReplicationExecutorTest {

    private final AtomicInteger lanes = new AtomicInteger();

    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration OPEN_FOR = Duration.ofSeconds(5);
    private static final Retry QUICK = new Retry(3, Duration.ofMillis(1), Duration.ofMillis(2));
    private static final SendResult REPLICATED = new SendResult.Replicated();

    private final Queue<DualWriteEvent> events = new ConcurrentLinkedQueue<>();
    private final Reported reported = new Reported();
    private final CountDownLatch mended = new CountDownLatch(1);
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
    private final List<ReplicationExecutor> opened = new ArrayList<>();

    @Test
    void aSendThatHangsKeepsOneThreadTimesOutAndLetsNobodyWaitWhoNeedNot() {
        AtomicInteger hanging = new AtomicInteger();
        ReplicationExecutor leg = leg(FollowerPolicy.async().withBounds(2, 3).withDeadline(Duration.ofMillis(20)));

        // Nothing ends these sends before the caller is through with all of them.
        for (int i = 0; i < 10; i++) {
            leg.send(lane(), () -> hang(hanging), reported);
        }

        await().untilAsserted(() -> assertThat(reported.ends).containsOnly("dropped FULL", "timed out"));
        assertThat(reported.ends).filteredOn("dropped FULL"::equals).hasSize(5);
        await().until(() -> reported.count("timed out") == 2);
        assertThat(hanging).hasValue(2);
        assertThat(leg.waiting()).isEqualTo(3);

        mended.countDown();
        await().until(() -> reported.count("sent") == 3);
        leg.send(lane(), () -> REPLICATED, reported);
        await().until(() -> reported.count("sent") == 4);
    }

    @Test
    void anUnreachableOrSilentFollowerIsAskedAgainAndTheEndIsReportedOnce() {
        ReplicationExecutor leg = leg(FollowerPolicy.async().withRetry(QUICK));

        leg.send(lane(), failing(Fault.Kind.UNAVAILABLE, Fault.Kind.NO_ANSWER), reported);

        await().until(() -> reported.count("sent") == 1);
        assertThat(reported.retries).containsExactly("2 after UNAVAILABLE", "3 after NO_ANSWER");
        assertThat(reported.ends).containsExactly("sent");
    }

    @Test
    void attemptsAreBounded() {
        ReplicationExecutor leg = leg(FollowerPolicy.async().withRetry(QUICK));
        AtomicInteger attempts = new AtomicInteger();

        leg.send(lane(), counting(attempts, Fault.Kind.UNAVAILABLE), reported);

        await().until(() -> !reported.ends.isEmpty());
        assertThat(reported.ends).containsExactly("failed UNAVAILABLE");
        assertThat(attempts).hasValue(3);
    }

    @Test
    void whatAnotherAttemptCannotChangeIsNotAskedAgain() {
        ReplicationExecutor leg = leg(FollowerPolicy.async().withRetry(QUICK));
        AtomicInteger attempts = new AtomicInteger();

        leg.send(lane(), counting(attempts, Fault.Kind.UNREADABLE), reported);
        leg.send(
                lane(),
                () -> {
                    attempts.incrementAndGet();
                    throw new NoClassDefFoundError("injected");
                },
                reported);
        leg.send(
                lane(),
                () -> {
                    attempts.incrementAndGet();
                    throw new IllegalStateException("injected");
                },
                reported);

        await().until(() -> reported.ends.size() == 3);
        assertThat(reported.ends).containsExactlyInAnyOrder("failed UNREADABLE", "failed BROKEN", "failed BROKEN");
        assertThat(reported.retries).isEmpty();
        assertThat(attempts).hasValue(3);
    }

    @Test
    void anOpenBreakerEndsRetriesAndReportsEachOfItsSteps() {
        ReplicationExecutor leg =
                leg(FollowerPolicy.async().withRetry(QUICK).withBreaker(new Breaker(100, 2, OPEN_FOR, 1)));
        AtomicInteger attempts = new AtomicInteger();

        leg.send(lane(), counting(attempts, Fault.Kind.UNAVAILABLE), reported);
        await().until(() -> reported.count("failed UNAVAILABLE") == 1);
        leg.send(lane(), () -> REPLICATED, reported);

        assertThat(attempts).as("the second failure opened it").hasValue(2);
        assertThat(reported.ends).containsExactly("failed UNAVAILABLE", "dropped BREAKER_OPEN");

        now.set(Instant.EPOCH.plus(OPEN_FOR).plusMillis(1));
        leg.send(lane(), () -> REPLICATED, reported);
        await().until(() -> reported.count("sent") == 1);
        assertThat(events)
                .containsExactly(
                        new FollowerBreakerChanged("module", BreakerState.CLOSED, BreakerState.OPEN),
                        new FollowerBreakerChanged("module", BreakerState.OPEN, BreakerState.HALF_OPEN),
                        new FollowerBreakerChanged("module", BreakerState.HALF_OPEN, BreakerState.CLOSED));
    }

    @Test
    void callersWaitForTheFollowerButNotForAProbe() {
        ReplicationExecutor leg = leg(FollowerPolicy.sync()
                .withDeadline(LONG)
                .withRetry(Retry.never())
                .withBreaker(new Breaker(100, 1, OPEN_FOR, 1)));
        leg.send(lane(), counting(new AtomicInteger(), Fault.Kind.UNAVAILABLE), reported);
        assertThat(reported.ends).as("waited for").containsExactly("failed UNAVAILABLE");

        now.set(Instant.EPOCH.plus(OPEN_FOR).plusMillis(1));
        leg.send(lane(), () -> hang(new AtomicInteger()), reported);

        assertThat(reported.ends).as("not waited for").containsExactly("failed UNAVAILABLE");
        mended.countDown();
        await().until(() -> reported.count("sent") == 1);
    }

    @Test
    void anInterruptedCallerWaitsNoLongerAndStaysInterrupted() {
        ReplicationExecutor leg = leg(FollowerPolicy.sync().withDeadline(LONG));

        Thread.currentThread().interrupt();
        leg.send(lane(), () -> hang(new AtomicInteger()), reported);

        assertThat(Thread.interrupted()).isTrue();
        assertThat(reported.ends).isEmpty();
        mended.countDown();
        await().until(() -> reported.count("sent") == 1);
    }

    @Test
    void aSystemWithoutThreadsDropsTheImageAndTheCallerGoesOn() {
        AtomicBoolean exhausted = new AtomicBoolean(true);
        ThreadFactory defaults = new NamedThreads("follower-leg-test");
        ReplicationExecutor leg = leg(FollowerPolicy.async(), task -> {
            if (exhausted.get()) {
                throw new OutOfMemoryError("injected: unable to create native thread");
            }
            return defaults.newThread(task);
        });

        leg.send(lane(), () -> REPLICATED, reported);
        assertThat(reported.ends).containsExactly("dropped NO_THREAD");

        exhausted.set(false);
        leg.send(lane(), () -> REPLICATED, reported);
        await().until(() -> reported.count("sent") == 1);
    }

    @Test
    void whatComesAfterClosingIsDropped() {
        ReplicationExecutor leg = leg(FollowerPolicy.async());
        leg.close();

        leg.send(lane(), () -> REPLICATED, reported);

        assertThat(reported.ends).containsExactly("dropped STOPPED");
    }

    @Test
    void oneLockedKeyAndOneLockedTenantLeaveThreadsForTheOthers() {
        ReplicationExecutor leg = leg(FollowerPolicy.async().withBounds(4, 100));
        AtomicInteger hanging = new AtomicInteger();
        for (int i = 0; i < 8; i++) {
            leg.send(
                    new ReplicationLanes.Lane("things", RecordKey.of("a", "locked"), 1), () -> hang(hanging), reported);
        }
        for (int i = 0; i < 8; i++) {
            leg.send(new ReplicationLanes.Lane("things", RecordKey.of("b", "k" + i), 1), () -> hang(hanging), reported);
        }
        await().until(() -> hanging.get() == 3);

        Reported others = new Reported();
        for (int i = 0; i < 20; i++) {
            leg.send(new ReplicationLanes.Lane("things", RecordKey.of("c", "k" + i), 1), () -> REPLICATED, others);
        }
        await().until(() -> others.ends.size() == 20);
        assertThat(hanging).hasValue(3);

        mended.countDown();
        await().until(() -> reported.ends.size() == 16);
        assertThat(leg.waiting()).isZero();
    }

    @Test
    void contentsBeyondTheBytesOfTheQueueAreLeftToTheReconciler() {
        ReplicationExecutor leg = leg(FollowerPolicy.async().withBounds(4, 100).withQueueBytes(100));
        AtomicInteger hanging = new AtomicInteger();
        leg.send(new ReplicationLanes.Lane("things", RecordKey.of("a", "1"), 1_000), () -> hang(hanging), reported);
        await().until(() -> hanging.get() == 1);

        leg.send(new ReplicationLanes.Lane("things", RecordKey.of("b", "2"), 1), () -> REPLICATED, reported);
        assertThat(reported.ends).containsExactly("dropped FULL");

        mended.countDown();
        await().until(() -> reported.ends.size() == 2);
        leg.send(new ReplicationLanes.Lane("things", RecordKey.of("b", "2"), 1), () -> REPLICATED, reported);
        await().until(() -> reported.ends.size() == 3);
    }

    /** Another tenant each time, so that no share is used up. */
    private ReplicationLanes.Lane lane() {
        return new ReplicationLanes.Lane("things", RecordKey.of("t" + lanes.incrementAndGet(), "id"), 1);
    }

    private ReplicationExecutor leg(FollowerPolicy policy) {
        return leg(policy, new NamedThreads("follower-leg-test"));
    }

    private ReplicationExecutor leg(FollowerPolicy policy, ThreadFactory threads) {
        ModuleContext module = new ModuleContext(
                new ModuleStores(
                        "module", List.of(), new MemoryLegacyBackend().control(), new MemoryTargetBackend().control()),
                new StageView(Stage.DUAL_WRITE, entered -> {}),
                new PauseLock(),
                new PauseLock(),
                new ModuleClock(now::get, System::nanoTime),
                events::add,
                new Supervisor("module", InstantSource.system(), TaskListener.NONE));
        ReplicationExecutor leg = new ReplicationExecutor(module, policy, threads);
        opened.add(leg);
        return leg;
    }

    private SendResult hang(AtomicInteger hanging) {
        hanging.incrementAndGet();
        try {
            assertThat(mended.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return REPLICATED;
    }

    /** Fails in these ways one after the other, then succeeds. */
    private static Supplier<SendResult> failing(Fault.Kind... kinds) {
        AtomicInteger attempts = new AtomicInteger();
        return () -> {
            int attempt = attempts.getAndIncrement();
            if (attempt < kinds.length) {
                throw injected(kinds[attempt]);
            }
            return REPLICATED;
        };
    }

    private static Supplier<SendResult> counting(AtomicInteger attempts, Fault.Kind kind) {
        return () -> {
            attempts.incrementAndGet();
            throw injected(kind);
        };
    }

    private static StoreException injected(Fault.Kind kind) {
        return new StoreException(new Fault(kind, "injected"), null);
    }

    @AfterEach
    void close() {
        mended.countDown();
        opened.forEach(ReplicationExecutor::close);
    }

    private static final class Reported implements ReplicationTask.Report {

        private final Queue<String> ends = new ConcurrentLinkedQueue<>();
        private final Queue<String> retries = new ConcurrentLinkedQueue<>();

        long count(String end) {
            return ends.stream().filter(end::equals).count();
        }

        @Override
        public void sent(SendResult result) {
            ends.add("sent");
        }

        @Override
        public void retried(int attempt, Fault fault) {
            retries.add(attempt + " after " + fault.kind());
        }

        @Override
        public void failed(Fault fault) {
            ends.add("failed " + fault.kind());
        }

        @Override
        public void timedOut(Duration deadline) {
            ends.add("timed out");
        }

        @Override
        public void dropped(DropReason reason) {
            ends.add("dropped " + reason);
        }
    }
}
