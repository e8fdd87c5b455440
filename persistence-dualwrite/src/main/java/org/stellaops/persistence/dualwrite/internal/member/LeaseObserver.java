// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.member;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Who renews his lease, as this process sees it: a counter that changes is observed by the process's own ticker. No clock of
 * another machine bears on it, and whoever is seen for the first time is taken for alive until a lease has passed.
 *
 * <p>Safe for concurrent use.
 */
public final class LeaseObserver {

    private final long leaseNanos;
    private final LongSupplier ticker;
    private final Map<String, Seen> seen = new ConcurrentHashMap<>();

    private record Seen(long beat, long at) {}

    public LeaseObserver(Duration lease, LongSupplier ticker) {
        this.leaseNanos = lease.toNanos();
        this.ticker = ticker;
    }

    /** Notes a counter; whether it changed within a lease. */
    public boolean isAlive(String id, long beat) {
        return silence(id, beat) <= leaseNanos;
    }

    /** Notes a counter; for how many leases it has not changed. */
    public long leasesOfSilence(String id, long beat) {
        return silence(id, beat) / leaseNanos;
    }

    private long silence(String id, long beat) {
        long now = ticker.getAsLong();
        Seen last = seen.compute(id, (key, it) -> it != null && it.beat() == beat ? it : new Seen(beat, now));
        return now - last.at();
    }
}
