// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.fault;

import java.time.Duration;
import java.util.function.Predicate;

/** The current fault of all connections of a proxy. */
final class Weather {

    private LinkFault fault = LinkFault.NONE;
    private Duration delay = Duration.ZERO;
    private Predicate<byte[]> cutOn = sent -> false;

    synchronized void become(LinkFault next, Duration howLong) {
        fault = next;
        delay = howLong;
        notifyAll();
    }

    synchronized void becomeCutOn(Predicate<byte[]> which) {
        cutOn = which;
        become(LinkFault.CUT_ON_REQUEST, Duration.ZERO);
    }

    /** Whether the request cuts the connection, while some do. */
    boolean cutsOn(byte[] sent) {
        return cutOn().test(sent);
    }

    private synchronized Predicate<byte[]> cutOn() {
        return cutOn;
    }

    synchronized LinkFault fault() {
        return fault;
    }

    /** Waits while the network swallows packets; returns the fault in force afterwards. */
    synchronized LinkFault await() throws InterruptedException {
        while (fault == LinkFault.STALL) {
            wait();
        }
        return fault;
    }

    /** Waits for the delay, or until the fault changes. */
    synchronized void awaitDelay() throws InterruptedException {
        long end = System.nanoTime() + delay.toNanos();
        while (fault == LinkFault.DELAY) {
            long millis = Duration.ofNanos(end - System.nanoTime()).toMillis();
            if (millis <= 0) {
                return;
            }
            wait(millis);
        }
    }
}
