// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.engine;

import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.backend.DefaultQueryMatcher;
import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.backend.KeyValue;
import de.bwaldvogel.mongo.backend.ValueComparator;
import de.bwaldvogel.mongo.backend.memory.index.MemoryUniqueIndex;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The index on {@code _id}. The plain one is used only for a filter of nothing but {@code _id}, and for no range, so that every conditional
 * update and every page would scan the collection; this one finds the documents by {@code _id} and lets the matcher check the rest. It also
 * sees every document before it is written, so it runs the validator.
 */
final class StandInIdIndex extends MemoryUniqueIndex {

    private static final String ID = "_id";
    private static final int VALIDATION_FAILED = 121;
    private static final Set<String> BOUNDS = Set.of("$gt", "$gte", "$lt", "$lte");

    private final DefaultQueryMatcher matcher = new DefaultQueryMatcher();
    private final Supplier<Optional<Document>> validator;

    /** In the order of MongoDB; ids that it takes for equal share an entry. */
    private final NavigableMap<Object, Set<Integer>> inOrder = new ConcurrentSkipListMap<>(ValueComparator.asc());

    StandInIdIndex(String name, List<IndexKey> keys, boolean sparse, Supplier<Optional<Document>> validator) {
        super(name, keys, sparse);
        this.validator = validator;
    }

    @Override
    public synchronized boolean canHandle(Document query) {
        return range(query).isPresent() || byId(query).filter(super::canHandle).isPresent();
    }

    @Override
    public synchronized Iterable<Integer> getPositions(Document query) {
        return range(query)
                .<Iterable<Integer>>map(this::within)
                .orElseGet(() -> super.getPositions(byId(query).orElse(query)));
    }

    @Override
    protected synchronized boolean putKeyPosition(KeyValue key, Integer position) {
        inOrder.computeIfAbsent(key.get(0), it -> new TreeSet<>()).add(position);
        return super.putKeyPosition(key, position);
    }

    @Override
    protected synchronized @Nullable Integer removeDocument(KeyValue key) {
        Integer position = super.removeDocument(key);
        if (position != null) {
            inOrder.computeIfPresent(key.get(0), (id, positions) -> {
                positions.remove(position);
                return positions.isEmpty() ? null : positions;
            });
        }
        return position;
    }

    /** Where the documents are that this query can match, in the order of their ids; empty if it looks for ids in another way than a range. */
    synchronized Optional<Iterable<Integer>> inOrder(Document query) {
        return conditions(query).findAny().isEmpty()
                ? Optional.of(within(new Document()))
                : range(query).map(this::within);
    }

    private Iterable<Integer> within(Document bounds) {
        NavigableMap<Object, Set<Integer>> found = inOrder;
        Object low = bounds.getOrDefault("$gte", bounds.get("$gt"));
        Object high = bounds.getOrDefault("$lte", bounds.get("$lt"));
        if (low != null && high != null && inOrder.comparator().compare(low, high) > 0) {
            return List.of();
        }
        if (low != null) {
            found = found.tailMap(low, true);
        }
        if (high != null) {
            found = found.headMap(high, true);
        }
        NavigableMap<Object, Set<Integer>> positions = found;
        return () -> positions.values().stream().flatMap(Set::stream).iterator();
    }

    /** The bounds that a query sets to {@code _id}, if it says nothing else of it. */
    private static Optional<Document> range(Document query) {
        Document bounds = new Document();
        List<Document> conditions = conditions(query).toList();
        for (Document condition : conditions) {
            if (!(condition.get(ID) instanceof Document it)
                    || !BOUNDS.containsAll(it.keySet())
                    || it.containsValue(null)) {
                return Optional.empty();
            }
            it.forEach((name, value) -> bounds.merge(name, value, (one, other) -> one));
        }
        return bounds.isEmpty() ? Optional.empty() : Optional.of(bounds);
    }

    @Override
    public synchronized void checkAdd(Document document, MongoCollection<Integer> collection) {
        validate(document);
        super.checkAdd(document, collection);
    }

    @Override
    public synchronized void checkUpdate(
            Document oldDocument, Document newDocument, MongoCollection<Integer> collection) {
        validate(newDocument);
        super.checkUpdate(oldDocument, newDocument, collection);
    }

    /** The part of a query that this index answers. */
    private static Optional<Document> byId(Document query) {
        return conditions(query).findFirst();
    }

    /** What a query says of {@code _id}, also inside {@code $and}, as the driver writes it. */
    private static Stream<Document> conditions(Document query) {
        return parts(query).filter(it -> it.containsKey(ID)).map(it -> new Document(ID, it.get(ID)));
    }

    /** A query and what it demands besides, inside {@code $and}. */
    static Stream<Document> parts(Document query) {
        Stream<?> inner = query.get("$and") instanceof Collection<?> it ? it.stream() : Stream.empty();
        return Stream.concat(
                Stream.of(query), inner.filter(Document.class::isInstance).flatMap(part -> parts((Document) part)));
    }

    private void validate(Document document) {
        Optional<Document> rule = validator.get();
        if (rule.isPresent() && !matcher.matches(document, rule.get())) {
            throw new MongoServerError(VALIDATION_FAILED, "DocumentValidationFailure", "Document failed validation");
        }
    }
}
