package org.stellaops.persistence.dualwrite.internal.replicate;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
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

/**
 * Where images are sent to the follower: on threads of its own, bounded, behind a circuit breaker. Nothing that happens here
 * reaches a caller but the time it waits, which is bounded too.
 *
 * <p>Safe for concurrent use. {@link #close} ends its threads.
 */
public final class ReplicationExecutor implements ReplicationQueue, AutoCloseable {

    private static final Duration LONGEST_CLOSING = Duration.ofSeconds(5);

    private final FollowerPolicy policy;
    private final PauseLock gate;
    private final LongSupplier ticker;
    private final FollowerResilience resilience;
    private final ThreadPoolExecutor executor;
    private final ScheduledThreadPoolExecutor deadlines;
    private final Set<ReplicationTask> running = ConcurrentHashMap.newKeySet();

    /** Makes it, with no threads yet but one that watches deadlines. Sends nothing while the lead of the module moves. */
    public ReplicationExecutor(ModuleContext module, FollowerPolicy policy) {
        this(module, policy, new NamedThreads("persistence-" + module.module() + "-follower"));
    }

    /** As {@link #ReplicationExecutor(ModuleContext, FollowerPolicy)}, on threads of this factory. */
    public ReplicationExecutor(ModuleContext module, FollowerPolicy policy, ThreadFactory threads) {
        this.policy = policy;
        this.gate = module.sends();
        this.ticker = module.clock().ticker();
        this.resilience = FollowerResilience.of(module, policy);
        this.executor = new ThreadPoolExecutor(
                policy.threads(),
                policy.threads(),
                10,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(policy.queue()),
                threads);
        executor.allowCoreThreadTimeOut(true);
        this.deadlines = new ScheduledThreadPoolExecutor(
                1, new NamedThreads("persistence-" + module.module() + "-follower-deadlines"));
        long tick = Math.max(1, policy.deadline().toMillis() / 2);
        ScheduledFuture<?> ignored = deadlines.scheduleAtFixedRate(this::endOverdue, tick, tick, TimeUnit.MILLISECONDS);
    }

    /** Waits for it if callers are to wait. */
    @Override
    public void send(Supplier<SendResult> sending, ReplicationTask.Report report) {
        CircuitBreaker breaker = resilience.breaker();
        if (!breaker.tryAcquirePermission()) {
            report.dropped(DropReason.BREAKER_OPEN);
            return;
        }
        // Nobody waits for a probe: it is likely to fail, and the caller gains nothing from it.
        boolean waits = policy.mode() == Mode.SYNC && breaker.getState() == CircuitBreaker.State.CLOSED;
        ReplicationTask send = new ReplicationTask(sending, gate, report, resilience, ticker);
        Optional<DropReason> rejection = handOver(send);
        if (rejection.isPresent()) {
            send.dropped(rejection.get());
        } else if (waits) {
            send.await(policy.deadline());
        }
    }

    /** The write is acknowledged by now, so whatever goes wrong here must not reach the caller. */
    private Optional<DropReason> handOver(ReplicationTask send) {
        try {
            executor.execute(() -> run(send));
            return Optional.empty();
        } catch (RejectedExecutionException e) {
            return Optional.of(executor.isShutdown() ? DropReason.STOPPED : DropReason.FULL);
        } catch (OutOfMemoryError e) {
            return Optional.of(DropReason.NO_THREAD);
        }
    }

    private void run(ReplicationTask send) {
        boolean unused = running.add(send);
        try {
            send.run();
        } finally {
            running.remove(send);
        }
    }

    /** Its thread is not taken away from a send that hangs, which drivers would not notice; it is only counted as failed. */
    private void endOverdue() {
        running.forEach(it -> it.endIfOverdue(policy.deadline()));
    }

    /** How many images wait to be sent. */
    public int waiting() {
        return executor.getQueue().size();
    }

    @Override
    public void close() {
        executor.shutdown();
        try {
            if (!executor.awaitTermination(LONGEST_CLOSING.toMillis(), TimeUnit.MILLISECONDS)) {
                // What is still waiting keeps its pending flag.
                executor.shutdownNow();
            }
        } catch (InterruptedException e) {
            executor.shutdownNow();
            Thread.currentThread().interrupt();
        } finally {
            deadlines.shutdownNow();
        }
    }
}
