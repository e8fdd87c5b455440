// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.mongo.internal;

import java.util.SortedMap;
import java.util.TreeMap;
import org.bson.BsonDocument;
import org.bson.BsonInt64;
import org.bson.BsonInvalidOperationException;
import org.stellaops.persistence.cohort.FenceDemand;
import org.stellaops.persistence.cutover.Cohort;

/** The demand of a fence as the comparisons of a validator. */
final class FenceComparisons {

    private static final String AT_LEAST = "$gte";
    private static final String BELOW = "$lt";

    private FenceComparisons() {}

    /** The comparisons of which one must hold for an epoch. */
    static Iterable<BsonDocument> of(FenceDemand demand) {
        return demand.epochs().entrySet().stream()
                .map(it -> {
                    BsonDocument compare = new BsonDocument(AT_LEAST, new BsonInt64(it.getValue()));
                    return it.getKey() == 0
                            ? compare
                            : compare.append(BELOW, new BsonInt64(Cohort.firstEpoch(it.getKey() + 1)));
                })
                .toList();
    }

    /**
     * What comparisons say that {@link #of} made.
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
