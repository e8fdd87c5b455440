// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cohort;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What the cohorts of a module demand of the collections that they share, in one place beside their control records, and which raises
 * of the fence are under way. Each method is one atomic statement, linearizable.
 *
 * <p><b>Threads.</b> Safe for concurrent use, by any number of processes. <b>Blocking.</b> May wait on I/O. <b>Failure.</b> {@link
 * org.stellaops.persistence.StoreException}.
 */
public interface FenceRecord {

    /** What it says; demands nothing before the first raise. */
    State read();

    /**
     * Demands an epoch of a cohort, unless a higher one is demanded, and puts an attempt among those that are under way.
     *
     * @return what it says then
     */
    @CanIgnoreReturnValue
    State announce(int cohort, long epoch, String attempt);

    /** As {@link #announce}, unless an attempt is under way; then it changes nothing, and the answer is empty. */
    Optional<State> announceAlone(int cohort, long epoch, String attempt);

    /**
     * Takes an attempt out of those that are under way.
     *
     * @return what it says then
     */
    @CanIgnoreReturnValue
    State remove(String attempt);

    /**
     * The record at one time.
     *
     * @param demand of all cohorts
     * @param raising the attempts that were announced and not seen to end
     */
    record State(FenceDemand demand, Set<String> raising) {

        /** Before the first raise. */
        public static final State NONE = new State(new FenceDemand(new TreeMap<>()), Set.of());

        /** Takes an unmodifiable copy. */
        public State {
            raising = Set.copyOf(raising);
        }
    }
}
