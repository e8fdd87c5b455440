// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.crash;

import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.Revision;
import org.stellaops.persistence.spi.Versions;

/**
 * Finds stale-epoch writes by what callers saw, without a word of the library: a call that began when the lead had been taken up in
 * an epoch, and was acknowledged in an earlier one. Safe for concurrent use.
 */
final class StaleEpochs {

    private final AtomicLong known = new AtomicLong();
    private final Queue<Stale> found = new ConcurrentLinkedQueue<>();

    /** A write that was acknowledged in an epoch that had ended. */
    record Stale(RecordKey key, Revision revision) {}

    /** A store has begun to lead in this epoch. */
    void leads(long epoch) {
        known.accumulateAndGet(epoch, Math::max);
    }

    /** The highest epoch in which a store was seen to lead; to be asked before a call begins. */
    long known() {
        return known.get();
    }

    /**
     * A write was acknowledged.
     *
     * @param before what {@link #known} said before the call began
     */
    void acknowledged(RecordKey key, Revision revision, long before) {
        if (Versions.epochOf(revision.version()) < before) {
            found.add(new Stale(key, revision));
        }
    }

    /** All that were found. */
    List<Stale> found() {
        return List.copyOf(found);
    }

    /**
     * Those of which the library said nothing.
     *
     * @param reported the tokens of those that it reported
     */
    List<Stale> unreported(Set<String> reported) {
        return found.stream()
                .filter(it ->
                        !reported.contains(String.valueOf(it.revision().stamp().token())))
                .toList();
    }
}
