// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.MongoCommandException;
import com.mongodb.MongoTimeoutException;
import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Updates;
import java.util.ArrayList;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(MongoExtension.class)
class MongoEngineTest {

    private static final Document FENCE = new Document("pending", new Document("$gte", 3));

    @Test
    void aConditionalUpdateFindsItsDocumentByIdAndChecksTheRest(MongoDatabaseName name) {
        try (MongoClient client = MongoClients.create(name.connectionString())) {
            MongoCollection<Document> collection =
                    client.getDatabase(name.name()).getCollection("conditional");
            collection.insertOne(
                    new Document("_id", new Document("tenant", "a").append("id", "1")).append("version", 1));
            var byId = Filters.eq("_id", new Document("tenant", "a").append("id", "1"));

            assertThat(collection
                            .updateOne(Filters.and(byId, Filters.eq("version", 2)), Updates.set("version", 9))
                            .getMatchedCount())
                    .isZero();
            assertThat(collection
                            .updateOne(Filters.and(byId, Filters.lt("version", 2)), Updates.set("version", 2))
                            .getMatchedCount())
                    .isEqualTo(1);
            assertThat(collection.find(byId).first()).containsEntry("version", 2);
            assertThat(collection
                            .find(Filters.gt("_id", new Document("tenant", "a")))
                            .first())
                    .isNotNull();
        }
    }

    @Test
    void dataOutlivesAStop() {
        try (MongoEngine engine = MongoEngine.startEmbedded(MongoOptions.defaults())) {
            String uri = engine.connectionString() + "/?serverSelectionTimeoutMS=300";
            try (MongoClient client = MongoClients.create(uri)) {
                MongoCollection<Document> collection = client.getDatabase("d").getCollection("c");
                collection.insertOne(new Document("_id", 1));

                engine.stop();
                assertThatThrownBy(collection::countDocuments).isInstanceOf(com.mongodb.MongoException.class);
                assertThatThrownBy(collection::countDocuments).isInstanceOf(MongoTimeoutException.class);
                engine.startAgain();
            }
            try (MongoClient client = MongoClients.create(uri)) {
                assertThat(client.getDatabase("d").getCollection("c").countDocuments())
                        .isEqualTo(1);
            }
            assertThat(engine.describe()).contains("stand-in (mongo-java-server 1.");
        }
    }

    @Test
    void aValidatorRefusesWhatItDoesNotMatchAndCanBeRead() {
        try (MongoEngine engine = MongoEngine.startEmbedded(MongoOptions.defaults());
                MongoClient client = MongoClients.create(engine.connectionString())) {
            var database = client.getDatabase("d");
            MongoCollection<Document> collection = database.getCollection("c");
            insert(collection, new Document("_id", 1).append("pending", 1));

            database.runCommand(new Document("collMod", "c").append("validator", FENCE));

            assertThatThrownBy(() -> collection.insertOne(new Document("_id", 2).append("pending", 2)))
                    .isInstanceOfSatisfying(
                            MongoWriteException.class,
                            it -> assertThat(it.getCode()).isEqualTo(121));
            assertThatThrownBy(() -> collection.updateOne(Filters.eq("_id", 1), Updates.set("other", 1)))
                    .isInstanceOfSatisfying(
                            MongoWriteException.class,
                            it -> assertThat(it.getCode()).isEqualTo(121));
            assertThat(collection
                            .updateOne(Filters.eq("_id", 1), Updates.set("pending", 3))
                            .getModifiedCount())
                    .isEqualTo(1);
            var options =
                    database.listCollections().into(new ArrayList<>()).get(0).get("options", Document.class);
            assertThat(options.get("validator", Document.class)).isEqualTo(FENCE);
        }
    }

    @Test
    void aUniqueIndexOfSomeDocumentsLeavesTheOthersAlone() {
        try (MongoEngine engine = MongoEngine.startEmbedded(MongoOptions.defaults());
                MongoClient client = MongoClients.create(engine.connectionString())) {
            MongoCollection<Document> collection = client.getDatabase("d").getCollection("c");
            IndexOptions labelled = new IndexOptions().unique(true).partialFilterExpression(Filters.exists("label"));
            assertThat(collection.createIndex(Indexes.ascending("label"), labelled))
                    .isNotEmpty();
            insert(collection, new Document("_id", 1).append("label", "a"));
            insert(collection, new Document("_id", 2));
            insert(collection, new Document("_id", 3));

            assertThatThrownBy(() -> collection.insertOne(new Document("_id", 4).append("label", "a")))
                    .isInstanceOfSatisfying(
                            MongoWriteException.class,
                            it -> assertThat(it.getCode()).isEqualTo(11000));
            assertThatThrownBy(() -> collection.updateOne(Filters.eq("_id", 2), Updates.set("label", "a")))
                    .isInstanceOf(MongoWriteException.class);
            assertThat(collection
                            .updateOne(Filters.eq("_id", 1), Updates.unset("label"))
                            .getModifiedCount())
                    .isEqualTo(1);
            insert(collection, new Document("_id", 4).append("label", "a"));
        }
    }

    @Test
    void withoutValidatorsThereIsNoSuchCommand() {
        try (MongoEngine engine =
                        MongoEngine.startEmbedded(MongoOptions.defaults().withoutValidators());
                MongoClient client = MongoClients.create(engine.connectionString())) {
            var database = client.getDatabase("d");
            database.getCollection("c").insertOne(new Document("_id", 1));

            assertThatThrownBy(() -> database.runCommand(new Document("collMod", "c").append("validator", FENCE)))
                    .isInstanceOfSatisfying(
                            MongoCommandException.class,
                            it -> assertThat(it.getCode()).isEqualTo(59));
        }
    }

    private static void insert(MongoCollection<Document> collection, Document document) {
        assertThat(collection.insertOne(document).wasAcknowledged()).isTrue();
    }
}
