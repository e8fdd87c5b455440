// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.mongo.internal;

import java.util.List;
import java.util.Optional;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonInt64;
import org.bson.BsonInvalidOperationException;
import org.bson.BsonObjectId;
import org.bson.BsonValue;
import org.stellaops.persistence.cohort.FenceDemand;

/**
 * The validator document that rejects writes of older epochs. Every write of the library sets a pending flag with its
 * epoch;
 * a pending flag of an older epoch does not pass. Documents without pending flags always pass, so applications that
 * bypass the library are
 * not affected, and a pending flag can always be cleared.
 */
enum Fence {
    /** The fence of a collection of records. */
    RECORDS(SyncFields.PENDING, SyncFields.PROVISIONAL),
    /** The fence of a collection of tombstones. */
    TOMBSTONES(TombstoneDocuments.PENDING);

    private static final String AND = "$and";
    private static final String OR = "$or";

    private final List<String> pendingFlags;

    Fence(String... pendingFlags) {
        this.pendingFlags = List.of(pendingFlags);
    }

    /** The fence of a demand, combined with the collection's own validator. */
    BsonDocument over(BsonDocument validator, FenceDemand demand) {
        BsonDocument others = without(validator);
        BsonArray all = new BsonArray();
        if (!others.isEmpty()) {
            all.add(others);
        }
        all.add(at(demand));
        return new BsonDocument(AND, all);
    }

    /** What the fence in a validator demands; empty if there is none. */
    Optional<FenceDemand> demandOf(BsonDocument validator) {
        return lastPart(validator).flatMap(this::demandOfPart);
    }

    /** The part of a validator that is not the fence; empty if there is none. */
    BsonDocument without(BsonDocument validator) {
        if (demandOf(validator).isEmpty()) {
            return validator;
        }
        List<BsonValue> parts = validator.getArray(AND).getValues();
        return parts.size() == 1 ? new BsonDocument() : parts.get(0).asDocument();
    }

    /** Whether a document with these pending flags passes the fence of a demand. */
    boolean admits(BsonDocument document, FenceDemand demand) {
        return pendingFlags.stream()
                .map(pendingFlag -> at(document, epochPath(pendingFlag)))
                .flatMap(Optional::stream)
                .allMatch(found -> demand.admits(found.asNumber().longValue()));
    }

    /** A document that a fence above this epoch must refuse, with an id that no key has. */
    BsonDocument probe(long epoch) {
        BsonDocument probe = new BsonDocument(KeyLayout.ID, new BsonObjectId());
        String[] path = pendingFlags.get(0).split("\\.", -1);
        BsonValue value = new BsonInt64(epoch);
        for (int i = path.length - 1; i > 0; i--) {
            value = new BsonDocument(path[i], value);
        }
        return probe.append(path[0], value);
    }

    private BsonDocument at(FenceDemand demand) {
        BsonArray all = new BsonArray();
        for (String pendingFlag : pendingFlags) {
            BsonArray any = new BsonArray(List.of(new BsonDocument(pendingFlag, SyncFields.exists(false))));
            FenceComparisons.of(demand).forEach(it -> any.add(new BsonDocument(epochPath(pendingFlag), it)));
            all.add(new BsonDocument(OR, any));
        }
        return new BsonDocument(AND, all);
    }

    private Optional<FenceDemand> demandOfPart(BsonDocument part) {
        try {
            List<BsonValue> any =
                    part.getArray(AND).get(0).asDocument().getArray(OR).getValues();
            FenceDemand demand = FenceComparisons.read(any.subList(1, any.size()).stream()
                    .map(it -> it.asDocument().getDocument(epochPath(pendingFlags.get(0))))
                    .toList());
            return part.equals(at(demand)) ? Optional.of(demand) : Optional.empty();
        } catch (BsonInvalidOperationException | IndexOutOfBoundsException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The fence is the last part of an {@code $and} of at most two, as {@link #over} writes it. */
    private static Optional<BsonDocument> lastPart(BsonDocument validator) {
        return Optional.ofNullable(validator.get(AND))
                .filter(parts -> validator.size() == 1 && parts.isArray())
                .map(BsonValue::asArray)
                .filter(parts -> parts.size() == 1 || parts.size() == 2)
                .map(parts -> parts.get(parts.size() - 1))
                .filter(BsonValue::isDocument)
                .map(BsonValue::asDocument);
    }

    private static String epochPath(String pendingFlag) {
        return pendingFlag.equals(SyncFields.PROVISIONAL) ? SyncFields.PROVISIONAL_EPOCH : pendingFlag;
    }

    private static Optional<BsonValue> at(BsonDocument document, String path) {
        Optional<BsonValue> at = Optional.of(document);
        for (String name : path.split("\\.", -1)) {
            at = at.filter(BsonValue::isDocument).map(it -> it.asDocument().get(name));
        }
        return at;
    }
}
