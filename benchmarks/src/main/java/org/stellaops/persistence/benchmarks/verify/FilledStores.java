// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.benchmarks.verify;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonString;
import org.stellaops.persistence.benchmarks.SqlScript;
import org.stellaops.persistence.dualwrite.settings.EntityPair;
import org.stellaops.persistence.mongo.MongoBackend;
import org.stellaops.persistence.mongo.config.MongoConfig;
import org.stellaops.persistence.postgres.PostgresBackend;
import org.stellaops.persistence.postgres.config.PostgresConfig;
import org.stellaops.persistence.postgres.config.PostgresSecurity;
import org.stellaops.persistence.postgres.config.SecurityCheck;
import org.stellaops.persistence.spi.ControlRecord;
import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.spi.TargetStore;
import org.stellaops.persistence.testkit.engine.MongoEngine;
import org.stellaops.persistence.testkit.engine.PostgresDatabase;
import org.stellaops.persistence.testkit.engine.PostgresEngine;
import org.stellaops.persistence.value.ContentHash;
import org.stellaops.persistence.value.Struct;

/** Two stores of equal records, each opened as the library does and as a driver alone does. */
final class FilledStores implements AutoCloseable {

    private static final int BATCH = 500;

    private final PostgresDatabase database;
    private final MongoClient client;
    private final MongoBackend legacy;
    private final PostgresBackend target;

    /** Fills both with so many records. */
    FilledStores(MongoEngine mongo, PostgresEngine postgres, int records) throws SQLException {
        this.database = postgres.createDatabase("verify");
        this.client = MongoClients.create(mongo.connectionString());
        this.legacy = MongoBackend.open(MongoConfig.of(mongo.connectionString(), Things.MODULE), Things.MODULE);
        this.target = PostgresBackend.open(config(database), Things.MODULE);
        ControlRecord leads = legacy.control().initialise(new ControlRecord(ControlRecord.Phase.STEADY, 1));
        ControlRecord follows = target.control().initialise(new ControlRecord(ControlRecord.Phase.AWAY, 1));
        if (!leads.leads() || follows.leads()) {
            throw new IllegalStateException("the stores are not new: " + leads + ", " + follows);
        }
        fill(records);
        SqlScript.run(database, List.of("VACUUM ANALYZE"));
    }

    static PostgresConfig config(PostgresDatabase database) {
        return PostgresConfig.of(database.jdbcUrl(), database.user(), database.password())
                .withSecurity(PostgresSecurity.defaults().reporting(SecurityCheck.LOGIN));
    }

    EntityPair pair() {
        return new EntityPair(Things.TYPE, legacy.store(Things.TYPE), target.store(Things.TYPE));
    }

    PostgresDatabase database() {
        return database;
    }

    MongoCollection<BsonDocument> collection() {
        return client.getDatabase(Things.MODULE).getCollection("things", BsonDocument.class);
    }

    private void fill(int records) {
        TargetStore store = target.store(Things.TYPE);
        for (int from = 0; from < records; from += BATCH) {
            List<Image> images = new ArrayList<>();
            List<BsonDocument> documents = new ArrayList<>();
            for (int i = from; i < Math.min(records, from + BATCH); i++) {
                Struct content = Things.content(i);
                ContentHash hash = ContentHash.of(content);
                images.add(new Image.Present(Things.key(i), Things.stamp(i), content, hash));
                documents.add(document(i, hash));
            }
            boolean stored = collection().insertMany(documents).wasAcknowledged()
                    && store.applyAll(images, 1).stream().allMatch(it -> it.replicates());
            if (!stored) {
                throw new IllegalStateException("the stores could not be filled");
            }
        }
    }

    private static BsonDocument document(int number, ContentHash hash) {
        return new BsonDocument("_id", new BsonString(Things.id(number)))
                .append("name", new BsonString("name of " + number))
                .append("number", new BsonInt32(number))
                .append(
                        "body",
                        Things.content(number)
                                .find("body")
                                .map(it -> new BsonString(((org.stellaops.persistence.value.Value.Text) it).value()))
                                .orElseThrow())
                .append(
                        "_sync",
                        new BsonDocument(
                                        "version",
                                        new BsonInt64(Things.stamp(number).version()))
                                .append("token", new BsonString(Things.token(number)))
                                .append("hash", new BsonString(hash.hex())));
    }

    @Override
    public void close() {
        try (target;
                legacy;
                client) {
            // Only to be closed.
        }
    }
}
