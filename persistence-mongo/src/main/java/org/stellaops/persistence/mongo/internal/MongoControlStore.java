// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.mongo.internal;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.mongodb.MongoException;
import com.mongodb.client.MongoDatabase;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonInt64;
import org.bson.BsonNull;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.cohort.FenceDemand;
import org.stellaops.persistence.cohort.SharedFence;
import org.stellaops.persistence.spi.ControlRecord;
import org.stellaops.persistence.spi.ControlStore;

/**
 * The control record of a module in the collection {@code _sync_control}, together with the names of the module's
 * collections, so that every process fences all of them and not only those that it uses itself.
 */
public final class MongoControlStore implements ControlStore {

    /** The collection that holds one document per module. */
    public static final String COLLECTION = "_sync_control";

    /** Why the fence of a cohort may be weak, too. */
    private static final String UNFINISHED =
            "; if it is granted, a process stopped while it raised the fence that the cohorts share, which counts for ten minutes";

    private static final Logger LOG = LoggerFactory.getLogger("org.stellaops.persistence.mongo.fence");

    /** For how long the first use of a store tries to fence a collection that is locked. */
    private static final Duration AT_FIRST_USE = Duration.ofMillis(500);

    private static final String PHASE = "phase";
    private static final String EPOCH = "epoch";
    private static final String STAGE = "stage";
    private static final String STRENGTH = "fence";
    private static final String FENCED_AT = "fencedAt";
    private static final String DISTRUSTING = "distrusting";
    private static final Map<Fence, String> LISTS = Map.of(Fence.RECORDS, "records", Fence.TOMBSTONES, "tombstones");

    private final CollectionHandle place;
    private final Fences fences;
    private final String module;
    private final int cohort;
    private final Optional<SharedFence> shared;
    private final Duration deadline;
    private final Map<String, Fence> known = new ConcurrentHashMap<>();
    private final AtomicReference<FenceStrength> reported = new AtomicReference<>(FenceStrength.STRONG);

    /** The control store of a module in its database. */
    MongoControlStore(MongoDatabase database, CollectionHandle.Reading reading, Fences fences, String module) {
        this(database, reading, fences, module, 0, Optional.empty());
    }

    /**
     * The control store of a module, or of a cohort.
     *
     * @param module its name, or that of the cohort
     * @param cohort the number of the cohort; 0 for a module
     * @param shared the fence of the collections that the cohorts of the module share
     */
    MongoControlStore(
            MongoDatabase database,
            CollectionHandle.Reading reading,
            Fences fences,
            String module,
            int cohort,
            Optional<SharedFence> shared) {
        this.cohort = cohort;
        this.shared = shared;
        this.place = CollectionHandle.of(
                database, COLLECTION, "the control record of module " + module + " in MongoDB", reading);
        this.fences = fences;
        this.module = module;
        this.deadline = reading.deadline();
    }

    @Override
    public ControlRecord read() {
        return find().orElseThrow(() -> new StoreException(
                Fault.Kind.UNAVAILABLE,
                "tried to read " + place.name() + "; there is none yet; initialise the module first",
                null));
    }

    @Override
    public ControlRecord initialise(ControlRecord first) {
        BsonDocument filter = id().append(PHASE, SyncFields.exists(false));
        SentCommands.reset();
        try {
            boolean unused = place.updateOrInsert(filter, set(first));
        } catch (MongoException e) {
            // The record exists, so the filter did not match and the upsert tried to insert a second one.
            if (e.getCode() != MongoFaults.DUPLICATE_KEY) {
                throw MongoFaults.of("write " + place.name(), e);
            }
        }
        return read();
    }

    @Override
    public boolean compareAndSet(ControlRecord expected, ControlRecord next) {
        BsonDocument filter = id().append(PHASE, new BsonString(expected.phase().name()))
                .append(EPOCH, new BsonInt64(expected.epoch()))
                // Finds a record without the field as well as one that names no stage.
                .append(STAGE, standingOf(expected));
        return MongoFaults.guard("replace " + place.name(), () -> place.updateOne(filter, set(next)));
    }

    @Override
    public FenceStrength raiseFence(long epoch) {
        // Set before the first validator changes, so that a collection created meanwhile is fenced by its creator.
        RawBsonDocument record = announce(new BsonDocument("$max", new BsonDocument(FENCED_AT, new BsonInt64(epoch))));
        FenceStrength strength = raise(collectionsIn(Optional.of(record)), epoch, deadline);
        remember(strength, record);
        if (strength == FenceStrength.STRONG) {
            endDistrust(record);
        }
        return strength;
    }

    private FenceStrength raise(Map<String, Fence> collections, long epoch, Duration patience) {
        SharedFence.Collections steps = new SharedFence.Collections() {
            @Override
            public FenceStrength raise(FenceDemand demand, Runnable unanswered) {
                return fences.raise(collections, demand, patience, unanswered);
            }

            @Override
            public FenceStrength stand() {
                return fences.stand(collections, cohort, epoch);
            }
        };
        return shared.map(it -> it.raise(cohort, epoch, patience, steps)).orElseGet(() -> raiseAlone(steps, epoch));
    }

    private static FenceStrength raiseAlone(SharedFence.Collections collections, long epoch) {
        FenceStrength set = collections.raise(FenceDemand.of(epoch), () -> {});
        return set == FenceStrength.STRONG ? collections.stand() : FenceStrength.WEAK;
    }

    @Override
    public long fenceEpoch() {
        Optional<RawBsonDocument> record = document();
        return distrustingIn(record).isEmpty() ? fences.lowestEpochOf(collectionsIn(record), cohort) : 0;
    }

    @Override
    public boolean mayFenceBeWeak() {
        return shared.filter(it -> it.isBarred(deadline)).isPresent() || fenceEpoch() == 0;
    }

    @Override
    public void distrustFence(String by) {
        announce(new BsonDocument("$addToSet", new BsonDocument(DISTRUSTING, new BsonString(by))));
    }

    @Override
    public void trustFence(String by) {
        announce(new BsonDocument("$pull", new BsonDocument(DISTRUSTING, new BsonString(by))));
    }

    @Override
    public Set<String> distrustingFence() {
        return distrustingIn(document());
    }

    private static Set<String> distrustingIn(Optional<RawBsonDocument> record) {
        return record.map(it -> it.getArray(DISTRUSTING, new BsonArray())).stream()
                .flatMap(BsonArray::stream)
                .map(it -> it.asString().getValue())
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Registers the collections of an entity type in this process. */
    void know(String records, String tombstones) {
        known.put(records, Fence.RECORDS);
        known.put(tombstones, Fence.TOMBSTONES);
    }

    /** Registers the collections of an entity type for all processes, and fences them like the others. */
    void enroll(String records, String tombstones) {
        RawBsonDocument record = announce(new BsonDocument(
                "$addToSet",
                new BsonDocument(LISTS.get(Fence.RECORDS), new BsonString(records))
                        .append(LISTS.get(Fence.TOMBSTONES), new BsonString(tombstones))));
        long epoch = highestEpoch(record);
        if (epoch > 0) {
            remember(raiseIfFree(Map.of(records, Fence.RECORDS, tombstones, Fence.TOMBSTONES), epoch), record);
        }
    }

    /** Collections that are locked, or whose indexes are being built, are served all the same; their fence is raised later. */
    private FenceStrength raiseIfFree(Map<String, Fence> collections, long epoch) {
        try {
            return raise(collections, epoch, AT_FIRST_USE);
        } catch (StoreException e) {
            if (e.fault().kind() != Fault.Kind.UNAVAILABLE) {
                throw e;
            }
            LOG.warn("the fence of collections {} is not raised yet: {}", collections.keySet(), e.getMessage());
            return FenceStrength.WEAK;
        }
    }

    private static long highestEpoch(BsonDocument document) {
        BsonInt64 none = new BsonInt64(0);
        return Math.max(
                document.getNumber(EPOCH, none).longValue(),
                document.getNumber(FENCED_AT, none).longValue());
    }

    @CanIgnoreReturnValue
    private RawBsonDocument announce(BsonDocument update) {
        return MongoFaults.guard("write " + place.name(), () -> place.upsertAndGet(id(), update));
    }

    /** Whoever distrusts the fence since this record was read goes on distrusting it. */
    private void endDistrust(RawBsonDocument record) {
        BsonArray distrusting = record.getArray(DISTRUSTING, new BsonArray());
        if (!distrusting.isEmpty()) {
            announce(new BsonDocument("$pullAll", new BsonDocument(DISTRUSTING, distrusting)));
        }
    }

    /** For persons who look at the record: what it says already is not written again while writes wait. */
    private void remember(FenceStrength strength, RawBsonDocument record) {
        if (reported.getAndSet(strength) != strength) {
            LOG.warn(
                    "the fence of module {} is {} now{}",
                    module,
                    strength,
                    strength == FenceStrength.WEAK
                            ? ": MongoDB cannot reject writes of an older epoch; they are detected and reported instead. Grant"
                                    + " collMod on the module's collections to change that"
                                    + (cohort == 0 ? "" : UNFINISHED)
                            : "");
        }
        BsonString name = new BsonString(strength.name());
        if (!name.equals(record.get(STRENGTH))) {
            announce(new BsonDocument("$set", new BsonDocument(STRENGTH, name)));
        }
    }

    private Map<String, Fence> collectionsIn(Optional<RawBsonDocument> record) {
        Map<String, Fence> all = new HashMap<>(known);
        record.ifPresent(document -> LISTS.forEach((fence, list) -> {
            for (BsonValue name : document.getArray(list, new BsonArray())) {
                all.put(name.asString().getValue(), fence);
            }
        }));
        return all;
    }

    @Override
    public Optional<ControlRecord> find() {
        return document()
                .filter(it -> it.containsKey(PHASE))
                .map(it -> ControlRecord.of(
                        ControlRecord.Phase.valueOf(it.getString(PHASE).getValue()),
                        it.getNumber(EPOCH).longValue(),
                        standingOf(it)));
    }

    private Optional<RawBsonDocument> document() {
        return place.decide("read " + place.name(), id());
    }

    private BsonDocument id() {
        return new BsonDocument(KeyLayout.ID, new BsonString(module));
    }

    private static BsonDocument set(ControlRecord record) {
        return new BsonDocument(
                "$set",
                new BsonDocument(PHASE, new BsonString(record.phase().name()))
                        .append(EPOCH, new BsonInt64(record.epoch()))
                        .append(STAGE, standingOf(record)));
    }

    private static BsonValue standingOf(ControlRecord record) {
        return record.standing().<BsonValue>map(BsonString::new).orElse(BsonNull.VALUE);
    }

    private static Optional<String> standingOf(BsonDocument document) {
        return Optional.ofNullable(document.get(STAGE))
                .filter(BsonValue::isString)
                .map(it -> it.asString().getValue());
    }
}
