package org.stellaops.persistence.dualwrite;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.stellaops.persistence.dualwrite.FollowerPolicy.Mode;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent.DropReason;

/**
 * Where images are sent to the follower: on threads of its own, bounded, behind a circuit breaker. Nothing that happens here
 * reaches a caller but the time it waits, which is bounded too.
 *
 * <p>Safe for concurrent use. {@link #close} ends its threads.
 */
final class FollowerLeg implements AutoCloseable {

    private static final Duration LONGEST_CLOSING = Duration.ofSeconds(5);

    private final FollowerPolicy policy;
    private final ThreadPoolExecutor executor;
    private final CircuitBreaker breaker;

    FollowerLeg(String module, FollowerPolicy policy, InstantSource clock) {
        this.policy = policy;
        this.executor = new ThreadPoolExecutor(
                policy.threads(),
                policy.threads(),
                10,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(policy.queue()),
                new NamedThreads("persistence-" + module + "-follower"));
        executor.allowCoreThreadTimeOut(true);
        this.breaker = CircuitBreaker.of(
                module,
                CircuitBreakerConfig.custom()
                        .failureRateThreshold(policy.breaker().failureRate())
                        .slidingWindowSize(policy.breaker().calls())
                        .minimumNumberOfCalls(policy.breaker().calls())
                        .waitDurationInOpenState(policy.breaker().openFor())
                        .clock(clock.withZone(ZoneOffset.UTC))
                        .build());
    }

    /** Sends, or says why not; waits for it if callers are to wait. */
    void send(FollowerSend send) {
        if (!breaker.tryAcquirePermission()) {
            send.dropped(DropReason.BREAKER_OPEN);
            return;
        }
        send.countedBy(breaker);
        try {
            executor.execute(send);
        } catch (RejectedExecutionException e) {
            breaker.releasePermission();
            send.dropped(executor.isShutdown() ? DropReason.STOPPED : DropReason.FULL);
            return;
        }
        if (policy.mode() == Mode.SYNC) {
            send.await(policy.deadline());
        }
    }

    /** The circuit breaker, for metrics. */
    CircuitBreaker breaker() {
        return breaker;
    }

    /** How many images wait to be sent. */
    int waiting() {
        return executor.getQueue().size();
    }

    @Override
    public void close() {
        executor.shutdown();
        try {
            if (!executor.awaitTermination(LONGEST_CLOSING.toMillis(), TimeUnit.MILLISECONDS)) {
                // What is still waiting keeps its mark.
                executor.shutdownNow();
            }
        } catch (InterruptedException e) {
            executor.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
