// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cohort;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.stellaops.persistence.cutover.Cohort;

/**
 * The epochs that a fence demands: one of all writers, or of the writers of each cohort its own.
 *
 * @param epochs by the numbers of cohorts; of a module without cohorts, one entry of number 0
 */
public record FenceDemand(SortedMap<Integer, Long> epochs) {

    /** Takes an unmodifiable copy. */
    public FenceDemand {
        epochs = Collections.unmodifiableSortedMap(new TreeMap<>(epochs));
    }

    /** Of all writers of a module without cohorts. */
    public static FenceDemand of(long epoch) {
        return new FenceDemand(new TreeMap<>(Map.of(0, epoch)));
    }

    /** What is demanded of a cohort; 0 if it is refused whatever it sends, or nothing is demanded. */
    public long epochOf(int cohort) {
        return epochs.getOrDefault(cohort, 0L);
    }

    /** What a fence must demand so that it refuses what this demand does, and whatever it refuses already. */
    public FenceDemand over(Optional<FenceDemand> stands) {
        return stands.map(this::and).orElse(this);
    }

    private FenceDemand and(FenceDemand other) {
        SortedMap<Integer, Long> all = new TreeMap<>(epochs);
        other.epochs.forEach((number, epoch) -> all.merge(number, epoch, Math::max));
        return new FenceDemand(all);
    }

    /** Whether it tells cohorts apart. */
    public boolean isOfCohorts() {
        return !epochs.containsKey(0);
    }

    /** Whether a pending flag with this epoch is admitted. */
    public boolean admits(long epoch) {
        return isOfCohorts()
                ? epochs.containsKey(Cohort.numberOf(epoch)) && epoch >= epochOf(Cohort.numberOf(epoch))
                : epoch >= epochOf(0);
    }
}
