// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.mongo.internal;

import com.mongodb.MongoException;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Collation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.bson.BsonDocument;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.mongo.internal.IndexCommand.Failed;
import org.stellaops.persistence.mongo.internal.WantedIndex.Comparison;
import org.stellaops.persistence.spi.PreparationFinding;
import org.stellaops.persistence.spi.PreparationFinding.Kind;
import org.stellaops.persistence.spi.PreparationProgress;
import org.stellaops.persistence.spi.PreparationReport;

/**
 * Creates the missing collections and indexes of an entity type: those of small collections when the store is first used,
 * those of large ones by command. Idempotent; may run concurrently in any number of processes.
 */
final class CollectionSetup {

    private static final Logger LOG = LoggerFactory.getLogger("org.stellaops.persistence.mongo.setup");

    private final Context context;
    private final EntityType<?> type;
    private final String records;
    private final String tombstones;
    private final WantedIndexes wanted;
    private final DuplicateValues duplicates;
    private volatile boolean collated;

    /**
     * What all setups of a module share.
     *
     * @param database with the deadline of a statement
     * @param admin where the server tells of its work
     * @param facts what is there
     * @param server which server it is
     * @param notes earlier findings
     * @param indexAtStart documents of a collection up to which its indexes are built at first use
     */
    record Context(
            MongoDatabase database,
            MongoDatabase admin,
            CollectionFacts facts,
            Server server,
            PreparationNotes notes,
            int indexAtStart) {

        /** Without a deadline: the server would end a build at it, so that it never were complete. */
        MongoDatabase patient() {
            return database.withTimeout(0, TimeUnit.MILLISECONDS);
        }

        @Nullable
        Collation collation() {
            return server.traits().collations() ? CollectionHandle.SIMPLE : null;
        }
    }

    /**
     * What a collection wants and has.
     *
     * @param wanted indexes that are not known to be impossible
     * @param missing those of them that are not there
     * @param different those that are there with another definition
     */
    private record State(
            String collection, List<WantedIndex> wanted, List<WantedIndex> missing, List<WantedIndex> different) {}

    CollectionSetup(Context context, EntityType<?> type, KeyLayout keys, String records, String tombstones) {
        this.context = context;
        this.type = type;
        this.records = records;
        this.tombstones = tombstones;
        this.wanted = new WantedIndexes(type, keys);
        this.duplicates = new DuplicateValues(context.patient(), keys, CollectionHandle.SIMPLE);
    }

    /**
     * Creates missing collections, and the missing indexes of small ones.
     *
     * @throws StoreException of kind REFUSED if the shard key of the collection lets two documents have the same id
     */
    void atFirstUse() {
        Map<String, BsonDocument> options = createMissing();
        nameExpiringIndexes();
        for (State state : states(options)) {
            if (state.missing().isEmpty()) {
                continue;
            }
            long documents = context.facts().about(state.collection());
            if (documents <= context.indexAtStart()) {
                buildAtFirstUse(state);
            } else {
                LOG.warn(
                        "collection {} of {} holds about {} documents and lacks the indexes {}; it is served without them"
                                + " until 'persistence prepare --module {}' has built them",
                        state.collection(),
                        type,
                        documents,
                        IndexCommand.names(state.missing()),
                        type.module());
            }
        }
    }

    /** Whether the collection of records has a default collation; known after the first use. */
    boolean isCollated() {
        return collated;
    }

    /** What the collections lack, a line each. */
    List<String> missing() {
        Map<String, BsonDocument> options = context.facts().optionsByName();
        List<String> missing = new ArrayList<>();
        for (String name : List.of(records, tombstones)) {
            if (!options.containsKey(name)) {
                missing.add("collection " + name + " does not exist");
            }
        }
        for (State state : states(options)) {
            state.missing()
                    .forEach(it -> missing.add("collection " + state.collection() + " lacks the index " + it.name()));
        }
        return List.copyOf(missing);
    }

    /** What earlier preparations found. */
    List<PreparationFinding> findings() {
        List<PreparationFinding> all = new ArrayList<>(context.notes().of(records));
        all.addAll(context.notes().of(tombstones));
        return List.copyOf(all);
    }

    /** Builds everything that is missing, what earlier preparations could not build included; waits until it is built. */
    PreparationReport prepare(Consumer<PreparationProgress> progress) {
        findings().forEach(it -> context.notes().forget(it.collection(), it.index()));
        List<String> done = new ArrayList<>();
        List<PreparationFinding> findings = new ArrayList<>();
        for (State state : states(createMissing())) {
            // Those that are there as well: an index is listed while it is being built, and the command waits for it.
            List<WantedIndex> all = new ArrayList<>(state.wanted());
            all.removeAll(state.different());
            long documents = context.facts().about(state.collection());
            IndexCommand.Result result = new BuildProgress(
                            context.admin(), context.database().getName(), state.collection())
                    .await(
                            () -> IndexCommand.build(context.patient(), state.collection(), all, context.collation()),
                            (read, elapsed) -> progress.accept(new PreparationProgress(
                                    type.name(),
                                    state.collection(),
                                    IndexCommand.names(state.missing()),
                                    read,
                                    documents,
                                    elapsed)));
            result.built().stream()
                    .filter(state.missing()::contains)
                    .forEach(it -> done.add("index " + it.name() + " of collection " + state.collection()));
            findings.addAll(keep(state, result.failed()));
        }
        return new PreparationReport(type.name(), done, findings);
    }

    private void buildAtFirstUse(State state) {
        try {
            IndexCommand.Result result =
                    IndexCommand.build(context.database(), state.collection(), state.missing(), context.collation());
            keep(state, result.failed())
                    .forEach(it -> LOG.warn(
                            "index {} of collection {} cannot be built: {}", it.index(), it.collection(), it.text()));
        } catch (StoreException e) {
            if (e.fault().kind() != Fault.Kind.NO_ANSWER) {
                throw e;
            }
            LOG.warn(
                    "collection {} is served without the indexes {}: {}; run 'persistence prepare --module {}'",
                    state.collection(),
                    IndexCommand.names(state.missing()),
                    e.getMessage(),
                    type.module());
        }
    }

    private List<PreparationFinding> keep(State state, List<Failed> failed) {
        List<PreparationFinding> findings = new ArrayList<>();
        state.different().forEach(it -> findings.add(finding(state.collection(), new Failed(it, Kind.DIFFERENT))));
        failed.forEach(it -> findings.add(finding(state.collection(), it)));
        findings.forEach(context.notes()::keep);
        return findings;
    }

    private PreparationFinding finding(String collection, Failed failed) {
        WantedIndex index = failed.index();
        String text = switch (failed.kind()) {
            case DUPLICATES ->
                "records hold the same values of this unique key; until they are corrected MongoDB does not"
                        + " enforce it, and PostgreSQL rejects all but one of them";
            case DIFFERENT ->
                "an index of this name, or on these fields, exists with another definition and is left"
                        + " unchanged; drop it if nothing else needs it";
            case SHARDED ->
                "the shard key does not allow it; MongoDB does not enforce this unique key, and PostgreSQL"
                        + " rejects what violates it; shard by fields with which the key begins";
        };
        List<List<String>> keys =
                failed.kind() == Kind.DUPLICATES ? duplicates.in(collection, index) : List.<List<String>>of();
        return new PreparationFinding(collection, index.name(), failed.kind(), text, keys);
    }

    private List<State> states(Map<String, BsonDocument> options) {
        List<State> states = new ArrayList<>();
        if (options.containsKey(records)) {
            collated = CollectionFacts.isCollated(options.get(records));
            requireUniqueId();
            states.add(state(records, wanted.ofRecords(collated)));
        }
        if (options.containsKey(tombstones)) {
            states.add(state(tombstones, wanted.ofTombstones()));
        }
        return states;
    }

    /** The deletes of a TTL index are no writes of the library: they have no tombstone and never reach PostgreSQL. */
    private void nameExpiringIndexes() {
        for (BsonDocument index : context.facts().indexes(records)) {
            if (index.containsKey("expireAfterSeconds")) {
                LOG.warn(
                        "TTL index {} of collection {} deletes documents past the library, so that PostgreSQL keeps them and"
                                + " verification finds them missing; drop it and call EntityStore.expire on a schedule",
                        index.getString("name").getValue(),
                        records);
            }
        }
    }

    private State state(String collection, List<WantedIndex> all) {
        Set<String> impossible = context.notes().of(collection).stream()
                .map(PreparationFinding::index)
                .collect(Collectors.toSet());
        List<BsonDocument> held = context.facts().indexes(collection);
        List<WantedIndex> possible =
                all.stream().filter(it -> !impossible.contains(it.name())).toList();
        List<WantedIndex> missing = new ArrayList<>();
        List<WantedIndex> different = new ArrayList<>();
        for (WantedIndex index : possible) {
            List<Comparison> found = held.stream().map(index::compare).toList();
            if (found.contains(Comparison.DIFFERENT)) {
                different.add(index);
            } else if (!found.contains(Comparison.SAME)) {
                missing.add(index);
            }
        }
        return new State(collection, possible, missing, different);
    }

    private void requireUniqueId() {
        Optional<String> problem = context.facts().shardKey(records).flatMap(ShardRule::againstId);
        if (problem.isPresent()) {
            throw new StoreException(
                    Fault.Kind.REFUSED,
                    "tried to use collection " + records + " of " + type + "; " + problem.get()
                            + "; shard it by _id, or by members of _id",
                    null);
        }
    }

    private Map<String, BsonDocument> createMissing() {
        Map<String, BsonDocument> options = context.facts().optionsByName();
        for (String name : List.of(records, tombstones)) {
            if (!options.containsKey(name)) {
                create(name);
                options.put(name, new BsonDocument());
            }
        }
        return options;
    }

    private void create(String name) {
        SentCommands.reset();
        try {
            context.database().createCollection(name);
        } catch (MongoException e) {
            if (e.getCode() != MongoFaults.NAMESPACE_EXISTS) {
                throw MongoFaults.of(
                        "create collection " + name + " in "
                                + context.database().getName(),
                        e);
            }
        }
    }
}
