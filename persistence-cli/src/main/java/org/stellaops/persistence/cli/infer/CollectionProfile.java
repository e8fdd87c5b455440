// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cli.infer;

import java.util.ArrayList;
import java.util.List;
import org.bson.BsonDocument;
import org.bson.RawBsonDocument;

/** What the documents of one collection hold, from a scan of all of them or of a sample. Not safe for concurrent use. */
final class CollectionProfile {

    private static final String ID = "_id";
    private static final String SYNC = "_sync";

    private final String collection;
    private final DistinctValues.Budget budget = new DistinctValues.Budget();
    private final PathProfile root = new PathProfile(budget);
    private final PathProfile ids = new PathProfile(budget);
    private List<BsonDocument> indexes = new ArrayList<>();
    private long documents;
    private boolean complete;

    CollectionProfile(String collection) {
        this.collection = collection;
    }

    void add(RawBsonDocument raw) {
        documents++;
        BsonDocument document = new BsonDocument();
        raw.forEach((name, value) -> {
            if (name.equals(ID)) {
                ids.add(value, 1);
            } else if (!name.equals(SYNC)) {
                document.append(name, value);
            }
        });
        root.add(document, 0);
    }

    /** Says that every document was seen, and which indexes there are. */
    void finish(boolean all, List<BsonDocument> found) {
        complete = all;
        indexes = List.copyOf(found);
    }

    String collection() {
        return collection;
    }

    /** The members of documents, without {@code _id} and what the library adds. */
    PathProfile root() {
        return root;
    }

    /** The values of {@code _id}. */
    PathProfile ids() {
        return ids;
    }

    List<BsonDocument> indexes() {
        return indexes;
    }

    long documents() {
        return documents;
    }

    /** Whether every document was seen, and no sample. */
    boolean isComplete() {
        return complete;
    }
}
