// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.mongo.internal;

import com.mongodb.MongoClientSettings;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoDatabase;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.stellaops.persistence.mongo.config.MongoServerKind;

/** What the server says of the collections of a database. */
final class CollectionFacts {

    private final MongoClient client;
    private final MongoDatabase database;
    private final Server server;

    CollectionFacts(MongoClient client, MongoDatabase database, Server server) {
        this.client = client;
        this.database = database;
        this.server = server;
    }

    /** The options of the collections that exist, by name. */
    Map<String, BsonDocument> optionsByName() {
        return MongoFaults.guard("list the collections of " + database.getName(), () -> {
            Map<String, BsonDocument> options = new HashMap<>();
            for (BsonDocument it : database.listCollections(BsonDocument.class)) {
                options.put(it.getString("name").getValue(), it.getDocument("options", new BsonDocument()));
            }
            return options;
        });
    }

    /** Whether a collection's own collation compares otherwise than byte by byte. */
    static boolean isCollated(BsonDocument options) {
        return options.containsKey("collation")
                && !options.getDocument("collation")
                        .getString("locale", new BsonString("simple"))
                        .getValue()
                        .equals("simple");
    }

    /** The indexes of a collection, those under construction included. */
    List<BsonDocument> indexes(String collection) {
        return MongoFaults.guard(
                "list the indexes of " + collection + " in " + database.getName(),
                () -> database.getCollection(collection)
                        .listIndexes(BsonDocument.class)
                        .into(new ArrayList<>()));
    }

    /** About how many documents a collection holds, by its metadata. */
    long about(String collection) {
        return MongoFaults.guard(
                "count " + collection + " in " + database.getName(),
                () -> database.getCollection(collection).estimatedDocumentCount());
    }

    /** The shard key of a collection; empty if it is not sharded. */
    Optional<BsonDocument> shardKey(String collection) {
        if (server.traits().kind() != MongoServerKind.SHARDED) {
            return Optional.empty();
        }
        String namespace = database.getName() + "." + collection;
        return MongoFaults.guard(
                "read the shard key of " + namespace + ", for which the login needs the right to find in"
                        + " config.collections",
                () -> Optional.ofNullable(client.getDatabase("config")
                                .withCodecRegistry(MongoClientSettings.getDefaultCodecRegistry())
                                .getCollection("collections", BsonDocument.class)
                                .find(new BsonDocument(KeyLayout.ID, new BsonString(namespace)))
                                .collation(CollectionHandle.SIMPLE)
                                .first())
                        .filter(it -> it.containsKey("key")
                                && !it.getBoolean("dropped", BsonBoolean.FALSE).getValue())
                        .map(it -> it.getDocument("key")));
    }
}
