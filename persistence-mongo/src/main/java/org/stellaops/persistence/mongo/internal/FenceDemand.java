// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.mongo.internal;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.bson.BsonDocument;
import org.bson.BsonInt64;
import org.bson.BsonInvalidOperationException;
import org.stellaops.persistence.cutover.Cohort;

/**
 * The epochs that a fence demands: one of all writers, or of the writers of each cohort its own.
 *
 * @param epochs by the numbers of cohorts; of a module without cohorts, one entry of number 0
 */
record FenceDemand(SortedMap<Integer, Long> epochs) {

    private static final String AT_LEAST = "$gte";
    private static final String BELOW = "$lt";

    /** Takes an unmodifiable copy. */
    FenceDemand {
        epochs = Collections.unmodifiableSortedMap(new TreeMap<>(epochs));
    }

    /** Of all writers of a module without cohorts. */
    static FenceDemand of(long epoch) {
        return new FenceDemand(new TreeMap<>(Map.of(0, epoch)));
    }

    /** What is demanded of a cohort; 0 if it is refused whatever it sends, or nothing is demanded. */
    long epochOf(int cohort) {
        return epochs.getOrDefault(cohort, 0L);
    }

    /** Both demands, the higher one of each cohort. */
    FenceDemand and(FenceDemand other) {
        SortedMap<Integer, Long> all = new TreeMap<>(epochs);
        other.epochs.forEach((number, epoch) -> all.merge(number, epoch, Math::max));
        return new FenceDemand(all);
    }

    /** Whether whoever is refused by another demand is refused by this one. */
    boolean covers(FenceDemand other) {
        return epochs.keySet().equals(other.epochs.keySet())
                && other.epochs.entrySet().stream().allMatch(it -> epochOf(it.getKey()) >= it.getValue());
    }

    boolean isOfCohorts() {
        return !epochs.containsKey(0);
    }

    /** Whether a flag with this epoch is admitted. */
    boolean admits(long epoch) {
        return isOfCohorts()
                ? epochs.containsKey(Cohort.numberOf(epoch)) && epoch >= epochOf(Cohort.numberOf(epoch))
                : epoch >= epochOf(0);
    }

    /** The comparisons of which one must hold for an epoch. */
    Iterable<BsonDocument> comparisons() {
        return epochs.entrySet().stream()
                .map(it -> {
                    BsonDocument compare = new BsonDocument(AT_LEAST, new BsonInt64(it.getValue()));
                    return it.getKey() == 0
                            ? compare
                            : compare.append(BELOW, new BsonInt64(Cohort.firstEpoch(it.getKey() + 1)));
                })
                .toList();
    }

    /**
     * What comparisons say that {@link #comparisons} made.
     *
     * @throws BsonInvalidOperationException if it did not make them
     */
    static FenceDemand read(Iterable<BsonDocument> comparisons) {
        SortedMap<Integer, Long> epochs = new TreeMap<>();
        for (BsonDocument compare : comparisons) {
            long epoch = compare.getNumber(AT_LEAST).longValue();
            int number = compare.containsKey(BELOW)
                    ? Cohort.numberOf(compare.getNumber(BELOW).longValue()) - 1
                    : 0;
            epochs.put(number, epoch);
        }
        return new FenceDemand(epochs);
    }
}
