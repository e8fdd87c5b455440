// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.mongodb.MongoCommandException;
import com.mongodb.MongoWriteException;
import com.mongodb.client.FindIterable;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Aggregates;
import com.mongodb.client.model.CreateCollectionOptions;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.ReplaceOptions;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.Updates;
import com.mongodb.client.model.ValidationOptions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.bson.types.ObjectId;
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

    @Test
    void namesWithDotsComeBackFromWhatIsFoundAndChanged() {
        var unused =
                collection.insertOne(new Document("_id", 1).append("a.b", 1).append("x", 0));

        Document found = collection.findOneAndUpdate(Filters.eq(1), Updates.set("x", 1));

        assertThat(found).isEqualTo(new Document("_id", 1).append("a.b", 1).append("x", 0));
    }

    /** As MongoDB orders values of different types: numbers, texts, documents, ids, booleans. */
    @Test
    void documentsComeInTheOrderOfTheirIdsWhateverIsAskedBesides() {
        List<Object> ids = List.of(true, "b", 2, new Document("a", 1), "a", 1.5, new ObjectId(), 10L);
        ids.forEach(it -> assertThat(collection
                        .insertOne(new Document("_id", it).append("even", it.hashCode() % 2 == 0))
                        .wasAcknowledged())
                .isTrue());
        List<Object> ordered = List.of(1.5, 2, 10L, "a", "b", ids.get(3), ids.get(6), true);

        assertThat(idsOf(collection.find().sort(Sorts.ascending("_id")))).isEqualTo(ordered);
        assertThat(idsOf(collection
                        .find(Filters.exists("even"))
                        .sort(Sorts.ascending("_id"))
                        .skip(2)
                        .limit(3)))
                .isEqualTo(ordered.subList(2, 5));
        assertThat(idsOf(collection.find(Filters.gt("_id", "a")).sort(Sorts.ascending("_id"))))
                .isEqualTo(List.of("b"));
        assertThat(idsOf(collection.find(Filters.in("_id", "b", "a", 2)).sort(Sorts.ascending("_id"))))
                .isEqualTo(List.of(2, "a", "b"));
        assertThat(idsOf(collection.find().sort(Sorts.descending("_id")))).isEqualTo(reversed(ordered));
    }

    /** As an index with a filter, through which the few documents with a flag are found among many. */
    @Test
    void documentsWithAFlagAreFoundWhateverBecomesOfThem() {
        var index = collection.createIndex(
                Indexes.ascending("s.flag"), new IndexOptions().partialFilterExpression(Filters.exists("s.flag")));
        for (int i = 0; i < 200; i++) {
            Document inner = i % 50 == 0 ? new Document("flag", null) : new Document();
            assertThat(collection
                            .insertOne(new Document("_id", i).append("s", inner))
                            .wasAcknowledged())
                    .isTrue();
        }
        assertThat(index).isNotBlank();
        assertThat(flagged()).containsExactly(0, 50, 100, 150);

        var set = collection.updateOne(Filters.eq(7), Updates.set("s.flag", 1));
        var unset = collection.updateOne(Filters.eq(50), Updates.unset("s.flag"));
        var replaced = collection.replaceOne(Filters.eq(100), new Document("s", List.of(new Document("flag", 1))));
        var gone = collection.deleteOne(Filters.eq(150));

        assertThat(set.getModifiedCount()
                        + unset.getModifiedCount()
                        + replaced.getModifiedCount()
                        + gone.getDeletedCount())
                .isEqualTo(4);
        assertThat(flagged()).containsExactly(0, 7, 100);
        assertThat(collection.countDocuments(Filters.and(Filters.exists("s.flag"), Filters.gt("_id", 0))))
                .isEqualTo(2);
        assertThat(collection.countDocuments(Filters.exists("s.flag", false))).isEqualTo(196);
        assertThat(collection
                        .updateMany(Filters.exists("s.flag"), Updates.set("seen", true))
                        .getModifiedCount())
                .isEqualTo(3);
    }

    private List<Object> flagged() {
        return idsOf(collection.find(Filters.exists("s.flag")).sort(Sorts.ascending("_id")));
    }

    /** The plain stand-in sorts by another number in each comparison, which the sort refuses for one of fifteen such samples. */
    @Test
    void aSampleIsTakenFromAnyNumberOfDocumentsWhereverItStands() {
        List<Document> all = IntStream.range(0, 500)
                .mapToObj(i -> new Document("_id", i).append("a.b", i % 2))
                .toList();
        assertThat(collection.insertMany(all).wasAcknowledged()).isTrue();
        Set<List<Document>> samples = new HashSet<>();

        for (int i = 0; i < 2_000; i++) {
            List<Document> sampled = sampled(Aggregates.sample(5), Aggregates.match(Filters.gte("_id", 0)));
            assertThat(sampled).hasSize(5).doesNotHaveDuplicates().isSubsetOf(all);
            samples.add(sampled);
        }

        assertThat(samples).hasSizeGreaterThan(1_900);
        assertThat(sampled(Aggregates.match(Filters.lt("_id", 100)), Aggregates.sample(1_000)))
                .containsExactlyInAnyOrderElementsOf(all.subList(0, 100));
        assertThat(sampled(Aggregates.sample(400), Aggregates.sample(300), Aggregates.count("n")))
                .containsExactly(new Document("n", 300));
        assertThatExceptionOfType(MongoCommandException.class)
                .isThrownBy(() -> sampled(Aggregates.sample(-1)))
                .withMessageContaining("must not be negative");
    }

    private List<Document> sampled(Bson... stages) {
        return collection.aggregate(List.of(stages)).into(new ArrayList<>());
    }

    /** The plain stand-in answers with the documents that it changes in place, so that an answer shows what became of them afterwards. */
    @Test
    void whatWasAnsweredDoesNotChangeAfterwards() throws InterruptedException {
        for (int i = 0; i < 200; i++) {
            Document fresh = new Document("_id", i).append("a", 0).append("in", new Document("b", 0));
            assertThat(collection.insertOne(fresh).wasAcknowledged()).isTrue();
        }
        Thread writer = new Thread(() -> {
            for (int i = 1; i <= 300; i++) {
                var changed = collection.updateMany(
                        Filters.exists("a"), Updates.combine(Updates.set("a", i), Updates.set("in.b", i)));
                assertThat(changed.getMatchedCount()).isEqualTo(200);
            }
        });
        List<Set<Object>> mixed = new ArrayList<>();

        writer.start();
        while (writer.isAlive()) {
            Set<Object> values = new HashSet<>();
            collection.find().batchSize(200).forEach(it -> {
                values.add(it.get("a"));
                values.add(it.get("in", Document.class).get("b"));
            });
            if (values.size() > 1) {
                mixed.add(values);
            }
        }
        writer.join();

        assertThat(mixed).isEmpty();
    }

    private static List<Object> idsOf(FindIterable<Document> found) {
        return found.map(it -> it.get("_id")).into(new ArrayList<>());
    }

    private static List<Object> reversed(List<Object> ids) {
        List<Object> reversed = new ArrayList<>(ids);
        Collections.reverse(reversed);
        return reversed;
    }
}
