// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.CreateCollectionOptions;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.ReplaceOptions;
import com.mongodb.client.model.Updates;
import com.mongodb.client.model.ValidationOptions;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Where the plain stand-in would have misled whoever trusts it. */
class StandInTest {

    private final MongoEngine engine = MongoEngine.startEmbedded(MongoOptions.defaults());
    private final MongoClient client = MongoClients.create(engine.connectionString());
    private final MongoCollection<Document> collection = client.getDatabase("d").getCollection("c");

    @AfterEach
    void close() {
        client.close();
        engine.close();
    }

    @Test
    void namesWithDotsAreStoredReplacedAndUpdated() {
        var inserted =
                collection.insertOne(new Document("_id", 1).append("a.b", 1).append("gone.", 2));
        assertThat(collection.find().first())
                .isEqualTo(new Document("_id", 1).append("a.b", 1).append("gone.", 2));

        var replaced = collection.replaceOne(Filters.eq(1), new Document("a.b", 3).append("x", 0));
        var updated = collection.updateOne(Filters.eq(1), Updates.set("x", 4));

        assertThat(inserted.wasAcknowledged()).isTrue();
        assertThat(replaced.getModifiedCount() + updated.getModifiedCount()).isEqualTo(2);
        assertThat(collection.find().first())
                .isEqualTo(new Document("_id", 1).append("a.b", 3).append("x", 4));
    }

    @Test
    void validationIsLeftOutForTheCommandThatAsksForIt() {
        ValidationOptions positive = new ValidationOptions().validator(Filters.gt("x", 0));
        client.getDatabase("d").createCollection("c", new CreateCollectionOptions().validationOptions(positive));
        Document wrong = new Document("_id", 1).append("x", -1);

        var unused = collection.replaceOne(
                Filters.eq(1), wrong, new ReplaceOptions().upsert(true).bypassDocumentValidation(true));

        assertThat(collection.find().first()).isEqualTo(wrong);
        assertThatExceptionOfType(MongoWriteException.class)
                .isThrownBy(() -> collection.updateOne(Filters.eq(1), Updates.set("x", -2)))
                .withMessageContaining("validation");
    }
}
