// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.replicate;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent.DropReason;
import org.stellaops.persistence.dualwrite.internal.control.ModuleContext;
import org.stellaops.persistence.dualwrite.internal.control.PauseLock;
import org.stellaops.persistence.dualwrite.settings.FollowerPolicy;
import org.stellaops.persistence.dualwrite.settings.FollowerPolicy.Mode;
import org.stellaops.persistence.dualwrite.supervision.BackgroundTask;
import org.stellaops.persistence.dualwrite.supervision.SupervisedLoop;
import org.stellaops.persistence.spi.NamedThreads;

/**
 * Sends images to the follower: on its own threads, with a bounded queue, behind a circuit breaker. It affects a
 * caller only by the time that the caller waits, which is bounded too.
 *
 * <p>Safe for concurrent use. {@link #close} ends its threads.
 */
public final class ReplicationExecutor implements ReplicationQueue, AutoCloseable {

    private static final Duration LONGEST_CLOSING = Duration.ofSeconds(5);

    private final FollowerPolicy policy;
    private final PauseLock pause;
    private final LongSupplier ticker;
    private final FollowerResilience resilience;
    private final ThreadPoolExecutor executor;
    private final SupervisedLoop deadlines;
    private final BackgroundTask task;
    private final ReplicationLanes<ReplicationTask> lanes;
    private final Set<ReplicationTask> running = ConcurrentHashMap.newKeySet();

    /** Creates the executor; only the thread that enforces deadlines is started. Blocks sends during a leader change. */
    public ReplicationExecutor(ModuleContext module, FollowerPolicy policy) {
        this(module, policy, new NamedThreads("persistence-" + module.module() + "-follower"));
    }

    /** As {@link #ReplicationExecutor(ModuleContext, FollowerPolicy)}, on threads of this factory. */
    public ReplicationExecutor(ModuleContext module, FollowerPolicy policy, ThreadFactory threads) {
        this.policy = policy;
        this.pause = module.sends();
        this.ticker = module.clock().ticker();
        this.resilience = FollowerResilience.of(module, policy);
        this.executor = new ThreadPoolExecutor(
                policy.threads(),
                policy.threads(),
                10,
                TimeUnit.SECONDS,
                // No more begin than there are threads: one waits here only for a thread that has ended its last send.
                new LinkedBlockingQueue<>(),
                threads);
        executor.allowCoreThreadTimeOut(true);
        this.lanes = new ReplicationLanes<>(policy.threads(), policy.queue(), policy.queueBytes());
        this.task = module.supervisor().task("replication", () -> !executor.isShutdown());
        this.deadlines = module.supervisor()
                .loop(
                        "replication-deadlines",
                        "persistence-" + module.module() + "-follower-deadlines",
                        Duration.ofMillis(Math.max(1, policy.deadline().toMillis() / 2)),
                        this::endOverdue,
                        new SplittableRandom());
        deadlines.start();
    }

    /** Waits for it if the policy makes callers wait. */
    @Override
    public void send(ReplicationLanes.Lane lane, Supplier<SendResult> sending, ReplicationTask.Report report) {
        CircuitBreaker breaker = resilience.breaker();
        if (!breaker.tryAcquirePermission()) {
            report.dropped(DropReason.BREAKER_OPEN);
            return;
        }
        // Callers do not wait for a probe: it is likely to fail, and they gain nothing from it.
        boolean waits = policy.mode() == Mode.SYNC && breaker.getState() == CircuitBreaker.State.CLOSED;
        ReplicationTask send = new ReplicationTask(sending, pause, report, resilience, ticker);
        Optional<DropReason> rejection = handOver(new ReplicationLanes.Work<>(lane, send));
        if (rejection.isPresent()) {
            send.dropped(rejection.get());
        } else if (waits) {
            send.await(policy.deadline());
        }
    }

    /** The write is acknowledged by now, so whatever goes wrong here must not reach the caller. */
    private Optional<DropReason> handOver(ReplicationLanes.Work<ReplicationTask> work) {
        return switch (lanes.admit(work)) {
            case BEGINS -> start(work);
            case WAITS -> Optional.empty();
            case FULL -> Optional.of(DropReason.FULL);
        };
    }

    private Optional<DropReason> start(ReplicationLanes.Work<ReplicationTask> work) {
        try {
            executor.execute(() -> runInTurn(work));
            return Optional.empty();
        } catch (RejectedExecutionException e) {
            return Optional.of(notStarted(work, DropReason.STOPPED));
        } catch (OutOfMemoryError e) {
            return Optional.of(notStarted(work, DropReason.NO_THREAD));
        }
    }

    /** What would have begun after it, which no thread takes up either, is left to the reconciler with it. */
    private DropReason notStarted(ReplicationLanes.Work<ReplicationTask> work, DropReason reason) {
        Optional<ReplicationLanes.Work<ReplicationTask>> next = lanes.end(work.lane());
        while (next.isPresent()) {
            next.get().task().dropped(reason);
            next = lanes.end(next.get().lane());
        }
        return reason;
    }

    /** Runs it, and then what its end makes room for. */
    private void runInTurn(ReplicationLanes.Work<ReplicationTask> first) {
        Optional<ReplicationLanes.Work<ReplicationTask>> next = Optional.of(first);
        while (next.isPresent()) {
            ReplicationLanes.Lane lane = next.get().lane();
            try {
                run(next.get().task());
            } finally {
                next = lanes.end(lane);
            }
        }
    }

    private void run(ReplicationTask send) {
        running.add(send);
        try {
            send.run();
            send.error().ifPresentOrElse(task::failed, task::succeeded);
        } catch (Throwable thrown) {
            task.failed(thrown);
        } finally {
            running.remove(send);
        }
    }

    /** Its thread is not taken away from a send that hangs, which drivers would not notice; it is only counted as failed. */
    private boolean endOverdue() {
        running.forEach(it -> it.endIfOverdue(policy.deadline()));
        return false;
    }

    /** The number of queued images. */
    public int waiting() {
        return lanes.waiting();
    }

    /** Whether no image is queued or on its way. */
    public boolean isIdle() {
        return lanes.isIdle();
    }

    @Override
    public void close() {
        executor.shutdown();
        lanes.clear().forEach(it -> it.task().dropped(DropReason.STOPPED));
        try {
            if (!executor.awaitTermination(LONGEST_CLOSING.toMillis(), TimeUnit.MILLISECONDS)) {
                // Images still queued keep their pending flags.
                executor.shutdownNow();
            }
        } catch (InterruptedException e) {
            executor.shutdownNow();
            Thread.currentThread().interrupt();
        } finally {
            deadlines.close();
        }
    }
}
