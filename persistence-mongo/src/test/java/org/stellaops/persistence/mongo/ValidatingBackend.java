package org.stellaops.persistence.mongo;

import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.backend.DefaultQueryMatcher;
import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import de.bwaldvogel.mongo.backend.memory.MemoryDatabase;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import io.netty.channel.Channel;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The stand-in with unique indexes of some documents only, and with validators, both of which it lacks: {@code collMod} sets one, {@code listCollections} shows it, and an insert or
 * update whose outcome it does not match fails with error 121 in the same atomic step. A double, and no evidence of what a
 * real server does.
 */
class ValidatingBackend extends MemoryBackend {

    private static final String VALIDATOR = "validator";

    private final Map<String, Document> optionsByName = new ConcurrentHashMap<>();

    private final Map<String, Document> filtersByIndex = new ConcurrentHashMap<>();

    @Override
    public MemoryDatabase openOrCreateDatabase(String name) {
        return new MemoryDatabase(name, getCursorRegistry()) {
            @Override
            protected Index<Integer> openOrCreateUniqueIndex(
                    String collection, String index, List<IndexKey> keys, boolean sparse) {
                Document filter = filtersByIndex.get(name + "." + collection + "." + index);
                return filter == null
                        ? super.openOrCreateUniqueIndex(collection, index, keys, sparse)
                        : new PartialUniqueIndex(index, keys, filter);
            }
        };
    }

    @Override
    public Document handleCommand(Channel channel, String database, String command, Document query) {
        if (command.equals("collMod")) {
            return collMod(database, query);
        }
        if (command.equals("createIndexes")) {
            rememberFilters(database + "." + query.get(command) + ".", query);
        }
        Document answer = super.handleCommand(channel, database, command, query);
        if (command.equals("listCollections")) {
            show(database, answer);
        }
        return answer;
    }

    @SuppressWarnings("unchecked")
    private void rememberFilters(String prefix, Document query) {
        for (Document index : (List<Document>) query.get("indexes")) {
            if (index.get("partialFilterExpression") instanceof Document filter) {
                filtersByIndex.put(prefix + index.get("name"), filter);
            }
        }
    }

    @SuppressWarnings("unchecked")
    private Document collMod(String database, Document query) {
        String collection = (String) query.get("collMod");
        var found = (MongoCollection<Integer>) resolveDatabase(database).resolveCollection(collection, true);
        if (found == null) {
            throw new MongoServerError(26, "NamespaceNotFound", "ns does not exist");
        }
        String name = database + "." + collection;
        Document options = query.cloneDeeply();
        List.of("collMod", "writeConcern", "$db", "lsid", "maxTimeMS").forEach(options::remove);
        // Before there are options, so that documents that are there already are not checked.
        if (!optionsByName.containsKey(name)) {
            found.addIndex(new Validator(name));
        }
        optionsByName.put(name, options);
        return new Document("ok", 1.0);
    }

    @SuppressWarnings("unchecked")
    private void show(String database, Document answer) {
        var collections = (List<Document>) ((Document) answer.get("cursor")).get("firstBatch");
        for (Document collection : collections) {
            Document options = optionsByName.get(database + "." + collection.get("name"));
            if (options != null) {
                collection.put("options", options.cloneDeeply());
            }
        }
    }

    /** Indexes are asked before a document is added or changed, under the lock of the collection. */
    private final class Validator extends Index<Integer> {

        private final String collection;

        Validator(String collection) {
            super(VALIDATOR, List.of(), true);
            this.collection = collection;
        }

        private void check(Document document) {
            Document options = optionsByName.get(collection);
            if (options != null && !new DefaultQueryMatcher().matches(document, (Document) options.get(VALIDATOR))) {
                throw new MongoServerError(121, "DocumentValidationFailure", "Document failed validation: " + document);
            }
        }

        @Override
        public void checkAdd(Document document, MongoCollection<Integer> in) {
            check(document);
        }

        @Override
        public void checkUpdate(Document before, Document after, MongoCollection<Integer> in) {
            check(after);
        }

        @Override
        public Integer getPosition(Document document) {
            return null;
        }

        @Override
        public void add(Document document, Integer position, MongoCollection<Integer> in) {}

        @Override
        public Integer remove(Document document) {
            return null;
        }

        @Override
        public boolean canHandle(Document query) {
            return false;
        }

        @Override
        public Iterable<Integer> getPositions(Document query) {
            return List.of();
        }

        @Override
        public long getCount() {
            return 0;
        }

        @Override
        public long getDataSize() {
            return 0;
        }

        @Override
        public void updateInPlace(Document before, Document after, Integer position, MongoCollection<Integer> in) {}

        @Override
        public void drop() {}
    }
}
