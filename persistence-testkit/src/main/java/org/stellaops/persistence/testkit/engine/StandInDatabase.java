// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.engine;

import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.backend.CollectionOptions;
import de.bwaldvogel.mongo.backend.CursorRegistry;
import de.bwaldvogel.mongo.backend.DatabaseResolver;
import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.backend.aggregation.Aggregation;
import de.bwaldvogel.mongo.backend.memory.MemoryCollection;
import de.bwaldvogel.mongo.backend.memory.MemoryDatabase;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import de.bwaldvogel.mongo.oplog.NoopOplog;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * A database that looks up by {@code _id}, keeps unique indexes of some documents only and, unless configured
 * otherwise, enforces validators,
 * as MongoDB documents them.
 */
final class StandInDatabase extends MemoryDatabase {

    private static final List<String> OPTIONS = List.of("validator", "validationLevel", "validationAction");

    private final boolean obeys;

    /**
     * The validation options of each collection. Null only while the superclass's constructor opens its own
     * collections.
     */
    private final Map<String, Document> validation = new ConcurrentHashMap<>();

    /** The filters of partial indexes, by collection and name. */
    private final Map<String, Document> filters = new ConcurrentHashMap<>();

    /** Whether the command that is executed asks for no validation; one at a time is. */
    private boolean bypassing;

    StandInDatabase(String databaseName, CursorRegistry cursorRegistry, boolean obeys) {
        super(databaseName, cursorRegistry);
        this.obeys = obeys;
    }

    @Override
    protected MemoryCollection openOrCreateCollection(String collectionName, CollectionOptions options) {
        return new StandInCollection(this, collectionName, options, cursorRegistry);
    }

    @Override
    protected Index<Integer> openOrCreateUniqueIndex(
            String collectionName, String indexName, List<IndexKey> keys, boolean sparse) {
        if (keys.size() == 1 && keys.get(0).getKey().equals("_id")) {
            return new StandInIdIndex(indexName, keys, sparse, () -> validatorOf(collectionName));
        }
        Document filter = filters.get(nameOf(collectionName, indexName));
        return filter == null
                ? super.openOrCreateUniqueIndex(collectionName, indexName, keys, sparse)
                : new StandInPartialIndex(indexName, keys, filter);
    }

    @Override
    protected Index<Integer> openOrCreateSecondaryIndex(
            String collectionName, String indexName, List<IndexKey> keys, boolean sparse) {
        return StandInFlagIndex.of(indexName, keys, filters.get(nameOf(collectionName, indexName)))
                .<Index<Integer>>map(it -> it)
                .orElseGet(() -> super.openOrCreateSecondaryIndex(collectionName, indexName, keys, sparse));
    }

    /** Answers a command that the superclass does not know; empty if it does. */
    Optional<Document> before(String command, Document query) {
        bypassing = Boolean.TRUE.equals(query.get("bypassDocumentValidation"));
        if (command.equals("createIndexes")) {
            rememberFilters(String.valueOf(query.get(command)), query);
        }
        return obeys && command.equals("collMod") ? Optional.of(modify(query)) : Optional.empty();
    }

    /** Answers a command that takes a random sample; empty if it does not. */
    Optional<Document> sampled(String command, Document query, DatabaseResolver databases) {
        if (!command.equals("aggregate")) {
            return Optional.empty();
        }
        List<Document> pipeline = Aggregation.parse(query.get("pipeline"));
        if (!StandInSample.isTaken(pipeline)) {
            return Optional.empty();
        }
        String name = String.valueOf(query.get(command));
        MongoCollection<Integer> collection = resolveCollection(name, false);
        Function<List<Document>, Aggregation> plan =
                it -> Aggregation.fromPipeline(it, databases, this, collection, NoopOplog.get());
        plan.apply(pipeline).validate(query);
        Document cursor = new Document("id", 0L)
                .append("ns", getDatabaseName() + "." + name)
                .append("firstBatch", new StandInSample(plan).run(pipeline));
        return Optional.of(new Document("cursor", cursor).append("ok", 1.0));
    }

    /** Completes what the superclass answered. */
    void after(String command, Document query, Document answer) {
        String collection = String.valueOf(query.get(command));
        if (obeys && command.equals("create")) {
            remember(collection, query);
        } else if (obeys && command.equals("listCollections")) {
            describe(answer);
        } else if (command.equals("listIndexes")) {
            describeIndexes(collection, answer);
        } else if (command.equals("drop")) {
            validation.remove(collection);
        }
    }

    @SuppressWarnings("unchecked") // The form of the command.
    private void rememberFilters(String collection, Document query) {
        for (Document index :
                (List<Document>) Optional.ofNullable(query.get("indexes")).orElseThrow()) {
            if (index.get("partialFilterExpression") instanceof Document filter) {
                filters.put(nameOf(collection, String.valueOf(index.get("name"))), filter);
            }
        }
    }

    private static String nameOf(String collection, String index) {
        return collection + "." + index;
    }

    private Document modify(Document query) {
        String collection = String.valueOf(query.get("collMod"));
        if (resolveCollection(collection, false) == null) {
            throw new MongoServerError(
                    26, "NamespaceNotFound", "ns does not exist: " + getDatabaseName() + "." + collection);
        }
        remember(collection, query);
        return new Document("ok", 1.0);
    }

    private void remember(String collection, Document query) {
        Document options = new Document();
        Document held = validation.getOrDefault(collection, new Document());
        for (String option : OPTIONS) {
            Optional.ofNullable(query.get(option))
                    .or(() -> Optional.ofNullable(held.get(option)))
                    .ifPresent(value -> options.put(option, value));
        }
        validation.put(collection, options);
    }

    private Optional<Document> validatorOf(String collection) {
        if (bypassing) {
            return Optional.empty();
        }
        Document options = validation.getOrDefault(collection, new Document());
        return "warn".equals(options.get("validationAction")) || "off".equals(options.get("validationLevel"))
                ? Optional.empty()
                : Optional.ofNullable((Document) options.get("validator")).filter(it -> !it.isEmpty());
    }

    @SuppressWarnings("unchecked") // The form that the superclass gives to this answer.
    private void describeIndexes(String collection, Document answer) {
        if (!(answer.get("cursor") instanceof Document cursor)) {
            return;
        }
        for (Document index :
                (List<Document>) Optional.ofNullable(cursor.get("firstBatch")).orElseThrow()) {
            Optional.ofNullable(filters.get(nameOf(collection, String.valueOf(index.get("name")))))
                    .ifPresent(filter -> index.put("partialFilterExpression", filter));
        }
    }

    @SuppressWarnings("unchecked") // The form that the superclass gives to this answer.
    private void describe(Document answer) {
        Document cursor = (Document) Optional.ofNullable(answer.get("cursor")).orElseThrow();
        for (Document collection :
                (List<Document>) Optional.ofNullable(cursor.get("firstBatch")).orElseThrow()) {
            Optional.ofNullable(validation.get(String.valueOf(collection.get("name"))))
                    .ifPresent(options -> collection.put("options", options));
        }
    }
}
