// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.replicate;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent.DropReason;
import org.stellaops.persistence.dualwrite.internal.control.PauseLock;

/**
 * Sends one image, in one attempt or several. Its result is reported exactly once: replicated, failed, timed out or
 * dropped. It starts with a permission of the breaker, which it releases or uses.
 */
public final class ReplicationTask implements Runnable {

    private final Supplier<SendResult> sending;
    private final PauseLock pause;
    private final Report report;
    private final FollowerResilience resilience;
    private final LongSupplier ticker;
    private final CountDownLatch done = new CountDownLatch(1);
    private final AtomicBoolean reported = new AtomicBoolean();
    private int attempts;
    private @Nullable Fault lastFault;
    private @Nullable Error error;
    private volatile Attempt attempt;

    /** Receives the result. */
    public interface Report {

        void sent(SendResult result);

        /** The image is sent again; {@code attempt} is 2 or higher, {@code fault} is that of the previous attempt. */
        void retried(int attempt, Fault fault);

        void failed(Fault fault);

        void timedOut(Duration deadline);

        void dropped(DropReason reason);
    }

    public ReplicationTask(
            Supplier<SendResult> sending,
            PauseLock pause,
            Report report,
            FollowerResilience resilience,
            LongSupplier ticker) {
        this.sending = sending;
        this.pause = pause;
        this.report = report;
        this.resilience = resilience;
        this.ticker = ticker;
        this.attempt = new Attempt();
    }

    @Override
    public void run() {
        try {
            SendResult result = resilience.retry().executeSupplier(this::attempt);
            if (isFirstToReport()) {
                report.sent(result);
            }
        } catch (Stopped e) {
            dropped(DropReason.STOPPED);
        } catch (Throwable thrown) {
            // An Error of the follower's driver is no reason to take the caller's thread or this one down.
            if (thrown instanceof Error it) {
                error = it;
            }
            if (isFirstToReport()) {
                report.failed(faultOf(thrown));
            }
        } finally {
            done.countDown();
        }
    }

    /** The Error in which it ended, for the thread that ran it. */
    Optional<Error> error() {
        return Optional.ofNullable(error);
    }

    /** Waits for the end, at most so long; an interrupt ends the wait and stays set. */
    public void await(Duration deadline) {
        try {
            if (!done.await(deadline.toNanos(), TimeUnit.NANOSECONDS)) {
                timeOut(attempt, deadline);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Counts an attempt as failed if it takes longer than this. */
    public void endIfOverdue(Duration deadline) {
        Attempt current = attempt;
        if (current.isOverdue(deadline)) {
            timeOut(current, deadline);
        }
    }

    public void dropped(DropReason reason) {
        attempt.giveBack();
        if (isFirstToReport()) {
            report.dropped(reason);
        }
    }

    private void timeOut(Attempt late, Duration deadline) {
        if (isFirstToReport()) {
            late.failed(new StoreException(
                    new Fault(Fault.Kind.NO_ANSWER, "the follower did not answer within " + deadline), null));
            report.timedOut(deadline);
        }
    }

    private SendResult attempt() {
        if (++attempts > 1) {
            beginAgain();
        }
        if (!pause.tryEnter(Duration.ZERO)) {
            throw new Stopped();
        }
        Attempt current = attempt;
        try {
            current.begin();
            SendResult result = sending.get();
            current.succeeded();
            return result;
        } catch (Throwable thrown) {
            lastFault = faultOf(thrown);
            current.failed(thrown);
            throw thrown;
        } finally {
            pause.leave();
        }
    }

    /** After a time-out the image is left to the reconciler. */
    private void beginAgain() {
        Fault fault = lastFault;
        if (fault == null || reported.get() || !resilience.breaker().tryAcquirePermission()) {
            throw new RetryNotPermitted();
        }
        attempt = new Attempt();
        report.retried(attempts, fault);
    }

    private boolean isFirstToReport() {
        return reported.compareAndSet(false, true);
    }

    private Fault faultOf(Throwable thrown) {
        if (thrown instanceof RetryNotPermitted && lastFault != null) {
            return lastFault;
        }
        return thrown instanceof StoreException it
                ? it.fault()
                : new Fault(
                        Fault.Kind.BROKEN,
                        "sending to the follower ended in " + thrown.getClass().getName());
    }

    /** One attempt; the breaker counts it exactly once. */
    private final class Attempt {

        private final AtomicBoolean counted = new AtomicBoolean();
        private volatile long beganAt = ticker.getAsLong();
        private volatile boolean begun;

        private void begin() {
            beganAt = ticker.getAsLong();
            begun = true;
        }

        private boolean isOverdue(Duration deadline) {
            return begun && !counted.get() && took() > deadline.toNanos();
        }

        private void succeeded() {
            if (counted.compareAndSet(false, true)) {
                breaker().onSuccess(took(), TimeUnit.NANOSECONDS);
            }
        }

        private void failed(Throwable thrown) {
            if (counted.compareAndSet(false, true)) {
                breaker().onError(took(), TimeUnit.NANOSECONDS, thrown);
            }
        }

        private void giveBack() {
            if (counted.compareAndSet(false, true)) {
                breaker().releasePermission();
            }
        }

        private long took() {
            return ticker.getAsLong() - beganAt;
        }

        private CircuitBreaker breaker() {
            return resilience.breaker();
        }
    }

    /** The leader is changing, or the module is closed. */
    private static final class Stopped extends RuntimeException {
        private Stopped() {
            super("stopped", null, false, false);
        }
    }

    /** Another attempt is due, but not permitted. */
    private static final class RetryNotPermitted extends RuntimeException {
        private RetryNotPermitted() {
            super("aborted", null, false, false);
        }
    }
}
