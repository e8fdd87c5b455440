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
    private static final String AT_LEAST = "$gte";

    private final List<String> pendingFlags;

    Fence(String... pendingFlags) {
        this.pendingFlags = List.of(pendingFlags);
    }

    /** The fence at an epoch, combined with the collection's own validator. */
    BsonDocument over(BsonDocument validator, long epoch) {
        BsonDocument others = without(validator);
        BsonArray all = new BsonArray();
        if (!others.isEmpty()) {
            all.add(others);
        }
        all.add(at(epoch));
        return new BsonDocument(AND, all);
    }

    /** The epoch of the fence in a validator; 0 if there is none. */
    long epochOf(BsonDocument validator) {
        return lastPart(validator).flatMap(this::epochOfPart).orElse(0L);
    }

    /** The part of a validator that is not the fence; empty if there is none. */
    BsonDocument without(BsonDocument validator) {
        if (lastPart(validator).flatMap(this::epochOfPart).isEmpty()) {
            return validator;
        }
        List<BsonValue> parts = validator.getArray(AND).getValues();
        return parts.size() == 1 ? new BsonDocument() : parts.get(0).asDocument();
    }

    /** Whether a document with these pending flags passes the fence at an epoch. */
    boolean admits(BsonDocument document, long epoch) {
        return pendingFlags.stream()
                .map(pendingFlag -> at(document, epochPath(pendingFlag)))
                .flatMap(Optional::stream)
                .allMatch(found -> found.asNumber().longValue() >= epoch);
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

    private BsonDocument at(long epoch) {
        BsonArray all = new BsonArray();
        for (String pendingFlag : pendingFlags) {
            BsonDocument missing = new BsonDocument(pendingFlag, SyncFields.exists(false));
            BsonDocument current =
                    new BsonDocument(epochPath(pendingFlag), new BsonDocument(AT_LEAST, new BsonInt64(epoch)));
            all.add(new BsonDocument("$or", new BsonArray(List.of(missing, current))));
        }
        return new BsonDocument(AND, all);
    }

    private Optional<Long> epochOfPart(BsonDocument part) {
        try {
            BsonDocument first = part.getArray(AND).get(0).asDocument();
            BsonDocument compare =
                    first.getArray("$or").get(1).asDocument().getDocument(epochPath(pendingFlags.get(0)));
            long epoch = compare.getNumber(AT_LEAST).longValue();
            return part.equals(at(epoch)) ? Optional.of(epoch) : Optional.empty();
        } catch (BsonInvalidOperationException | IndexOutOfBoundsException e) {
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
