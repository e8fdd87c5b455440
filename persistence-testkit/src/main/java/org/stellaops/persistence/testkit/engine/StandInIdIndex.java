// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.engine;

import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.backend.DefaultQueryMatcher;
import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.backend.memory.index.MemoryUniqueIndex;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The index on {@code _id}. The plain one is used only for a filter of nothing but {@code _id}, so that every
 * conditional
 * update would scan the collection; this one finds the document by {@code _id} and lets the matcher check the rest. It
 * also sees every document before it is written, so it runs the validator.
 */
final class StandInIdIndex extends MemoryUniqueIndex {

    private static final String ID = "_id";
    private static final int VALIDATION_FAILED = 121;

    private final DefaultQueryMatcher matcher = new DefaultQueryMatcher();
    private final Supplier<Optional<Document>> validator;

    StandInIdIndex(String name, List<IndexKey> keys, boolean sparse, Supplier<Optional<Document>> validator) {
        super(name, keys, sparse);
        this.validator = validator;
    }

    @Override
    public synchronized boolean canHandle(Document query) {
        return byId(query).filter(super::canHandle).isPresent();
    }

    @Override
    public synchronized Iterable<Integer> getPositions(Document query) {
        return super.getPositions(byId(query).orElse(query));
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

    /**
     * The part of a query that this index answers: its {@code _id}, also inside {@code $and}, as the driver writes it.
     */
    private static Optional<Document> byId(Document query) {
        if (query.containsKey(ID)) {
            return Optional.of(new Document(ID, query.get(ID)));
        }
        return query.get("$and") instanceof Collection<?> parts
                ? parts.stream()
                        .filter(Document.class::isInstance)
                        .map(Document.class::cast)
                        .flatMap(part -> byId(part).stream())
                        .findFirst()
                : Optional.empty();
    }

    private void validate(Document document) {
        Optional<Document> rule = validator.get();
        if (rule.isPresent() && !matcher.matches(document, rule.get())) {
            throw new MongoServerError(VALIDATION_FAILED, "DocumentValidationFailure", "Document failed validation");
        }
    }
}
