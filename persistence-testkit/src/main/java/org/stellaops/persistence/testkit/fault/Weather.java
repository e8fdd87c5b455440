package org.stellaops.persistence.testkit.fault;

import java.time.Duration;

/** The fault that holds now, for all connections of a proxy. */
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

    /** Waits while the network swallows packets; answers the fault that holds then. */
    synchronized Fault await() throws InterruptedException {
        while (fault == Fault.STALL) {
            wait();
        }
        return fault;
    }

    /** Waits as long as the delay says, or until the weather changes. */
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
