package org.stellaops.persistence.testkit.fault;

import java.time.Duration;

/** The current fault of all connections of a proxy. */
final class Weather {

    private Fault fault = Fault.NONE;
    private Duration delay = Duration.ZERO;

    synchronized void become(Fault next, Duration howLong) {
        fault = next;
        delay = howLong;
        notifyAll();
    }

    synchronized Fault fault() {
        return fault;
    }

    /** Waits while the network swallows packets; returns the fault in force afterwards. */
    synchronized Fault await() throws InterruptedException {
        while (fault == Fault.STALL) {
            wait();
        }
        return fault;
    }

    /** Waits for the delay, or until the fault changes. */
    synchronized void awaitDelay() throws InterruptedException {
        long end = System.nanoTime() + delay.toNanos();
        while (fault == Fault.DELAY) {
            long millis = Duration.ofNanos(end - System.nanoTime()).toMillis();
            if (millis <= 0) {
                return;
            }
            wait(millis);
        }
    }
}
