// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.perimeter;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bson.BsonDocument;
import org.stellaops.persistence.testkit.engine.MongoDatabaseName;

/** The content of a MongoDB database, taken out and put back as an administrator does. */
final class MongoBackup {

    private final Map<String, List<BsonDocument>> collections = new LinkedHashMap<>();

    private MongoBackup() {}

    static MongoBackup of(MongoDatabaseName name) {
        MongoBackup backup = new MongoBackup();
        try (MongoClient client = MongoClients.create(name.connectionString())) {
            MongoDatabase database = client.getDatabase(name.name());
            for (String collection : database.listCollectionNames()) {
                backup.collections.put(
                        collection,
                        database.getCollection(collection, BsonDocument.class)
                                .find()
                                .into(new ArrayList<>()));
            }
        }
        return backup;
    }

    static void empty(MongoDatabaseName name) {
        try (MongoClient client = MongoClients.create(name.connectionString())) {
            MongoDatabase database = client.getDatabase(name.name());
            for (String collection : database.listCollectionNames().into(new ArrayList<>())) {
                database.getCollection(collection).drop();
            }
        }
    }

    void restore(MongoDatabaseName name) {
        empty(name);
        try (MongoClient client = MongoClients.create(name.connectionString())) {
            MongoDatabase database = client.getDatabase(name.name());
            collections.forEach((collection, documents) -> {
                if (!documents.isEmpty()) {
                    database.getCollection(collection, BsonDocument.class).insertMany(documents);
                }
            });
        }
    }
}
