// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.mongo;

import java.util.Optional;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.UnmappableException;
import org.stellaops.persistence.mongo.internal.MongoModule;
import org.stellaops.persistence.value.Struct;

/**
 * The documents of an entity type as an application writes them that does not know the library: what its legacy mapping makes
 * of a record, under the {@code _id} of its key, without {@code _sync}. For loading data with the driver, and for tests of
 * legacy mappings. Pure; safe for concurrent use.
 */
public final class LegacyDocuments {

    private static final String ID = "_id";

    private final EntityType<?> type;

    private LegacyDocuments(EntityType<?> type) {
        this.type = type;
    }

    /** Those of one entity type. */
    public static LegacyDocuments of(EntityType<?> type) {
        return new LegacyDocuments(type);
    }

    /** The name of the collection. */
    public String collection() {
        return type.collection();
    }

    /**
     * The whole document, its {@code _id} first.
     *
     * @throws org.stellaops.persistence.entity.UnmappableException if BSON cannot hold a value exactly; the message names the
     *     path, not the value
     */
    public BsonDocument document(RecordKey key, Struct content) {
        return MongoModule.documentOf(type, key, content);
    }

    /** The filter that finds the document of a key: {@code {_id: …}}. */
    public BsonDocument filter(RecordKey key) {
        return new BsonDocument(ID, id(key));
    }

    /** The {@code _id} of a key. MongoDB compares the members of a compound one in their order, so build none by hand. */
    public BsonValue id(RecordKey key) {
        return MongoModule.idOf(type, key);
    }

    /**
     * What keeps a document from being a record of the type, or from coming back byte for byte as it was, without {@code _sync};
     * empty if nothing does. The message names the path, not the value.
     */
    public Optional<UnmappableException> problem(RawBsonDocument document) {
        return MongoModule.problemOf(type, document);
    }
}
