// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.mongo.internal;

import com.mongodb.MongoCommandException;
import com.mongodb.MongoException;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.CreateCollectionOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.cohort.FenceDemand;
import org.stellaops.persistence.spi.ControlStore.FenceStrength;
import org.stellaops.persistence.spi.NamedThreads;
import org.stellaops.persistence.spi.Together;
import org.stellaops.persistence.spi.TogetherOnThreads;

/** Reads and sets the fences of the collections of one database. */
final class Fences {

    private static final Logger LOG = LoggerFactory.getLogger("org.stellaops.persistence.mongo.fence");

    private static final String VALIDATOR = "validator";
    private static final String LEVEL = "validationLevel";
    private static final String ACTION = "validationAction";
    private static final String STRICT = "strict";
    private static final String ERROR = "error";

    /** No privilege to change collections, or a server without validators. */
    private static final Set<Integer> NOT_POSSIBLE =
            Set.of(MongoFaults.UNAUTHORIZED, MongoFaults.COMMAND_NOT_FOUND, 72, 115, 238, 303, 40415);

    /** While a leader changes, callers wait for each round trip. */
    private static final Together TOGETHER = new TogetherOnThreads(new NamedThreads("persistence-mongo-fence"));

    private final MongoDatabase database;
    private final CollectionHandle.Reading reading;

    Fences(MongoDatabase database, CollectionHandle.Reading reading) {
        this.database = database;
        this.reading = reading;
    }

    /** What a collection's fence demands; empty if it has none, or does not exist. */
    Optional<FenceDemand> demandOf(String collection, Fence fence) {
        return optionsOf(collection)
                // One that only warns, or lets old documents pass, refuses nothing that may be relied on.
                .filter(options -> !isLenient(options))
                .flatMap(options -> fence.demandOf(validatorIn(options)));
    }

    /** The epoch that a collection's fence demands of a cohort, or of a module without cohorts; 0 if it has none. */
    long epochOf(String collection, Fence fence, int cohort) {
        return demandOf(collection, fence).map(it -> it.epochOf(cohort)).orElse(0L);
    }

    /** The lowest epoch that the fences of these collections demand, looked at together; 0 if one has none. */
    long lowestEpochOf(Map<String, Fence> collections, int cohort) {
        Map<String, BsonDocument> options = optionsOf(collections.keySet());
        return collections.entrySet().stream()
                .mapToLong(it -> Optional.ofNullable(options.get(it.getKey()))
                        .filter(found -> !isLenient(found))
                        .flatMap(found -> it.getValue().demandOf(validatorIn(found)))
                        .map(demand -> demand.epochOf(cohort))
                        .orElse(0L))
                .min()
                .orElse(0);
    }

    /**
     * Fences collections as demanded, unless their fences are higher already; creates those that do not exist. Whatever of other
     * cohorts stands there is kept. Each of them is set, whatever becomes of the others.
     *
     * @param patience for how long it tries while a collection is locked
     * @param unanswered told of a command that was not answered, and may be executed at any later time
     * @return weak if one cannot be set; whether they refuse anything then, {@link #stand} tells
     * @throws org.stellaops.persistence.StoreException of kind UNAVAILABLE while a collection is locked, or an index of it is
     *     being built
     */
    FenceStrength raise(Map<String, Fence> collections, FenceDemand demand, Duration patience, Runnable unanswered) {
        Map<String, BsonDocument> options = optionsOf(collections.keySet());
        return weakest(collections, (collection, fence) -> {
            BsonDocument found = Optional.ofNullable(options.get(collection)).orElseGet(() -> create(collection));
            return raise(collection, fence, found, demand, patience, unanswered);
        });
    }

    private FenceStrength raise(
            String collection,
            Fence fence,
            BsonDocument options,
            FenceDemand demand,
            Duration patience,
            Runnable unanswered) {
        BsonDocument validator = validatorIn(options);
        Optional<FenceDemand> stands = fence.demandOf(validator);
        requireSameKind(collection, stands, demand);
        FenceDemand next = demand.over(stands);
        if (!isLenient(options) && stands.equals(Optional.of(next))) {
            return FenceStrength.STRONG;
        } else if (isLenient(options) && !fence.without(validator).isEmpty()) {
            // Strict and error would enforce a validator that its owner configured only to warn.
            LOG.info(
                    "collection {} has a validator of level or action other than strict and error; its fence is weak until"
                            + " the validator is strict, or removed",
                    collection);
            return FenceStrength.WEAK;
        }
        return set(collection, fence.over(validator, next), patience, unanswered)
                ? FenceStrength.STRONG
                : FenceStrength.WEAK;
    }

    /** Each of them is asked for, whatever becomes of the others. */
    private static FenceStrength weakest(
            Map<String, Fence> collections, BiFunction<String, Fence, FenceStrength> each) {
        List<FenceStrength> strengths = TOGETHER.all(collections.entrySet().stream()
                .<Supplier<FenceStrength>>map(it -> () -> each.apply(it.getKey(), it.getValue()))
                .toList());
        return strengths.contains(FenceStrength.WEAK) ? FenceStrength.WEAK : FenceStrength.STRONG;
    }

    /** A module that does not know of cohorts would take their fence down, and one of cohorts would refuse the writers of the other. */
    private static void requireSameKind(String collection, Optional<FenceDemand> stands, FenceDemand demand) {
        if (stands.filter(it -> it.isOfCohorts() != demand.isOfCohorts()).isPresent()) {
            throw new StoreException(
                    Fault.Kind.REFUSED,
                    "tried to fence collection " + collection + "; it is fenced for "
                            + (demand.isOfCohorts()
                                    ? "a module without cohorts, which cannot be divided any more: leave cohorts out"
                                    : "cohorts of tenants: name the same cohorts in the configuration of every process"),
                    null);
        }
    }

    /** Whether fences stand at an epoch of a cohort at least, and refuse what is tried. Changes nothing. */
    FenceStrength stand(Map<String, Fence> collections, int cohort, long epoch) {
        return collections.isEmpty() || lowestEpochOf(collections, cohort) >= epoch
                ? weakest(collections, (collection, fence) -> prove(collection, fence, epoch))
                : FenceStrength.WEAK;
    }

    /** Takes the fence out of a collection's validator, whose other part stays; false if there is none. */
    boolean remove(String collection, Fence fence, Duration patience) {
        BsonDocument validator = optionsOf(collection).map(Fences::validatorIn).orElseGet(BsonDocument::new);
        BsonDocument without = fence.without(validator);
        return !without.equals(validator) && set(collection, without, patience, () -> {});
    }

    /** Whether a validator has a fence, strong or weak. */
    boolean isFenced(String collection, Fence fence) {
        return optionsOf(collection)
                .map(Fences::validatorIn)
                .filter(it -> fence.demandOf(it).isPresent())
                .isPresent();
    }

    /** A fence counts as strong only if the server refuses a write of the epoch before it, tried here and now. */
    private FenceStrength prove(String collection, Fence fence, long epoch) {
        BsonDocument probe = fence.probe(epoch - 1);
        BsonDocument byId = new BsonDocument(KeyLayout.ID, probe.get(KeyLayout.ID));
        CollectionHandle documents = CollectionHandle.of(database, collection, "collection " + collection, reading);
        String attempt = "prove the fence of collection " + collection + " in " + database.getName();
        SentCommands.reset();
        try {
            boolean unused = documents.insertOne(probe);
        } catch (MongoException e) {
            if (e.getCode() == MongoFaults.DOCUMENT_VALIDATION_FAILURE) {
                return FenceStrength.STRONG;
            } else if (NOT_POSSIBLE.contains(e.getCode())) {
                return FenceStrength.WEAK;
            }
            throw MongoFaults.of(attempt, e);
        }
        LOG.warn("collection {} has a fence in its validator, but accepted what it must refuse", collection);
        boolean unused = MongoFaults.guard(attempt, () -> documents.deleteOne(byId));
        return FenceStrength.WEAK;
    }

    private boolean set(String collection, BsonDocument validator, Duration patience, Runnable unanswered) {
        BsonDocument command = new BsonDocument("collMod", new BsonString(collection))
                .append(VALIDATOR, validator)
                .append(LEVEL, new BsonString(STRICT))
                .append(ACTION, new BsonString(ERROR))
                .append("writeConcern", new BsonDocument("w", new BsonString("majority")));
        String attempt = "fence collection " + collection + " of " + database.getName();
        try {
            boolean answered = new LockAttempts(database, patience)
                    .run(
                            attempt,
                            command,
                            () -> optionsOf(collection)
                                    .filter(it -> validatorIn(it).equals(validator))
                                    .isPresent());
            if (!answered) {
                unanswered.run();
            }
            return true;
        } catch (MongoCommandException e) {
            if (NOT_POSSIBLE.contains(e.getCode())) {
                LOG.info("collection {} cannot be fenced: collMod answers error {}", collection, e.getCode());
                return false;
            }
            throw MongoFaults.of(attempt, e);
        }
    }

    /** The options of a collection; empty if it does not exist. */
    private Optional<BsonDocument> optionsOf(String collection) {
        BsonDocument byName = new BsonDocument("name", new BsonString(collection));
        return Optional.ofNullable(
                options("read the validator of " + collection, byName).get(collection));
    }

    /** The options of those collections that exist, by one command. */
    private Map<String, BsonDocument> optionsOf(Collection<String> collections) {
        BsonArray names =
                new BsonArray(collections.stream().map(BsonString::new).toList());
        Map<String, BsonDocument> found = options(
                "read the validators of " + collections, new BsonDocument("name", new BsonDocument("$in", names)));
        found.keySet().retainAll(collections);
        return found;
    }

    private Map<String, BsonDocument> options(String attempt, BsonDocument filter) {
        Map<String, BsonDocument> options = new HashMap<>();
        MongoFaults.guard(
                        attempt + " in " + database.getName(),
                        () -> database.listCollections(BsonDocument.class)
                                .filter(filter)
                                .into(new ArrayList<>()))
                .forEach(it ->
                        options.put(it.getString("name").getValue(), it.getDocument("options", new BsonDocument())));
        return options;
    }

    /** Another thread or process may make it at the same time. */
    private BsonDocument create(String collection) {
        SentCommands.reset();
        try {
            database.createCollection(collection, new CreateCollectionOptions());
            return new BsonDocument();
        } catch (MongoException e) {
            if (e.getCode() == MongoFaults.NAMESPACE_EXISTS) {
                return optionsOf(collection).orElseGet(BsonDocument::new);
            }
            throw MongoFaults.of("create collection " + collection + " in " + database.getName(), e);
        }
    }

    private static BsonDocument validatorIn(BsonDocument options) {
        return options.getDocument(VALIDATOR, new BsonDocument());
    }

    private static boolean isLenient(BsonDocument options) {
        return !options.getString(LEVEL, new BsonString(STRICT)).getValue().equals(STRICT)
                || !options.getString(ACTION, new BsonString(ERROR)).getValue().equals(ERROR);
    }
}
