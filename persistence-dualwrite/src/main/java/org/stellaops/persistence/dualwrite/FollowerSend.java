package org.stellaops.persistence.dualwrite;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent.DropReason;
import org.stellaops.persistence.dualwrite.protocol.SendResult;

/** One image on its way. Told of exactly once: settled, failed, or dropped. */
final class FollowerSend implements Runnable {

    private final Supplier<SendResult> sending;
    private final Gate gate;
    private final Report report;
    private final LongSupplier ticker;
    private final CountDownLatch done = new CountDownLatch(1);
    private final AtomicBoolean told = new AtomicBoolean();
    private volatile @Nullable CircuitBreaker breaker;
    private volatile long beganAt;

    /** Where it is told what became of the image. */
    interface Report {

        void sent(SendResult result);

        void failed(Fault fault);

        void dropped(DropReason reason);
    }

    FollowerSend(Supplier<SendResult> sending, Gate gate, Report report, LongSupplier ticker) {
        this.sending = sending;
        this.gate = gate;
        this.report = report;
        this.ticker = ticker;
        this.beganAt = ticker.getAsLong();
    }

    void countedBy(CircuitBreaker counting) {
        breaker = counting;
    }

    @Override
    public void run() {
        try {
            if (gate.tryEnter(Duration.ZERO)) {
                try {
                    beganAt = ticker.getAsLong();
                    succeeded(sending.get());
                } finally {
                    gate.leave();
                }
            } else {
                stopped();
            }
        } catch (Throwable thrown) {
            // An Error of the follower's driver is no reason to take the caller's thread or this one down.
            failed(faultOf(thrown), thrown);
        } finally {
            done.countDown();
        }
    }

    /** Waits for the end, at most so long; an interrupt ends the wait and stays set. */
    void await(Duration longest) {
        try {
            if (!done.await(longest.toNanos(), TimeUnit.NANOSECONDS)) {
                Fault fault = new Fault(
                        Fault.Kind.NO_ANSWER,
                        "the follower had no answer within " + longest + "; the reconciler goes on");
                failed(fault, new StoreException(fault, null));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void dropped(DropReason reason) {
        if (told.compareAndSet(false, true)) {
            report.dropped(reason);
        }
    }

    private void stopped() {
        CircuitBreaker counting = breaker;
        if (counting != null) {
            counting.releasePermission();
        }
        dropped(DropReason.STOPPED);
    }

    private void succeeded(SendResult result) {
        if (told.compareAndSet(false, true)) {
            CircuitBreaker counting = breaker;
            if (counting != null) {
                counting.onSuccess(ticker.getAsLong() - beganAt, TimeUnit.NANOSECONDS);
            }
            report.sent(result);
        }
    }

    private void failed(Fault fault, Throwable thrown) {
        if (told.compareAndSet(false, true)) {
            CircuitBreaker counting = breaker;
            if (counting != null) {
                counting.onError(ticker.getAsLong() - beganAt, TimeUnit.NANOSECONDS, thrown);
            }
            report.failed(fault);
        }
    }

    private static Fault faultOf(Throwable thrown) {
        return thrown instanceof StoreException it
                ? it.fault()
                : new Fault(
                        Fault.Kind.BROKEN,
                        "sending to the follower ended in " + thrown.getClass().getName());
    }
}
