// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.mongo.internal;

import com.mongodb.MongoCommandException;
import com.mongodb.MongoException;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.CreateCollectionOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import java.util.Set;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stellaops.persistence.spi.ControlStore.FenceStrength;

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

    private final MongoDatabase database;
    private final CollectionHandle.Reading reading;

    Fences(MongoDatabase database, CollectionHandle.Reading reading) {
        this.database = database;
        this.reading = reading;
    }

    /** The epoch of a collection's fence; 0 if it has none, or does not exist. */
    long epochOf(String collection, Fence fence) {
        return optionsOf(collection)
                // One that only warns, or lets old documents pass, refuses nothing that may be relied on.
                .filter(options -> !isLenient(options))
                .map(options -> fence.epochOf(validatorIn(options)))
                .orElse(0L);
    }

    /**
     * Fences a collection at an epoch, unless its fence is higher already; creates it if it does not exist.
     *
     * @param patience for how long it tries while the collection is locked
     * @throws org.stellaops.persistence.StoreException of kind UNAVAILABLE while the collection is locked, or an index of it is
     *     being built
     */
    FenceStrength raise(String collection, Fence fence, long epoch, Duration patience) {
        BsonDocument options = optionsOf(collection).orElseGet(() -> create(collection));
        BsonDocument validator = validatorIn(options);
        if (!isLenient(options) && fence.epochOf(validator) >= epoch && epoch > 0) {
            return prove(collection, fence, epoch);
        } else if (isLenient(options) && !fence.without(validator).isEmpty()) {
            // Strict and error would enforce a validator that its owner configured only to warn.
            LOG.info(
                    "collection {} has a validator of level or action other than strict and error; its fence is weak until"
                            + " the validator is strict, or removed",
                    collection);
            return FenceStrength.WEAK;
        }
        return set(collection, fence.over(validator, epoch), patience) && epochOf(collection, fence) >= epoch
                ? prove(collection, fence, epoch)
                : FenceStrength.WEAK;
    }

    /** Takes the fence out of a collection's validator, whose other part stays; false if there is none. */
    boolean remove(String collection, Fence fence, Duration patience) {
        BsonDocument validator = optionsOf(collection).map(Fences::validatorIn).orElseGet(BsonDocument::new);
        BsonDocument without = fence.without(validator);
        return !without.equals(validator) && set(collection, without, patience);
    }

    /** Whether a validator has a fence, strong or weak. */
    boolean isFenced(String collection, Fence fence) {
        return optionsOf(collection)
                .map(Fences::validatorIn)
                .filter(it -> fence.epochOf(it) > 0)
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

    private boolean set(String collection, BsonDocument validator, Duration patience) {
        BsonDocument command = new BsonDocument("collMod", new BsonString(collection))
                .append(VALIDATOR, validator)
                .append(LEVEL, new BsonString(STRICT))
                .append(ACTION, new BsonString(ERROR))
                .append("writeConcern", new BsonDocument("w", new BsonString("majority")));
        String attempt = "fence collection " + collection + " of " + database.getName();
        try {
            new LockAttempts(database, patience)
                    .run(
                            attempt,
                            command,
                            () -> optionsOf(collection)
                                    .filter(it -> validatorIn(it).equals(validator))
                                    .isPresent());
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
        return MongoFaults.guard(
                "read the validator of " + collection + " in " + database.getName(),
                () -> database.listCollections(BsonDocument.class).filter(byName).into(new ArrayList<>()).stream()
                        .filter(it -> it.getString("name").getValue().equals(collection))
                        .findFirst()
                        .map(it -> it.getDocument("options", new BsonDocument())));
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
