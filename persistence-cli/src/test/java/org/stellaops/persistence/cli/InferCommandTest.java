// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.bson.BsonDocument;
import org.bson.BsonRegularExpression;
import org.bson.Document;
import org.bson.types.Decimal128;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.stellaops.persistence.testkit.engine.MongoDatabaseName;
import org.stellaops.persistence.testkit.engine.MongoExtension;
import org.stellaops.persistence.testkit.engine.PostgresDatabase;
import org.stellaops.persistence.testkit.engine.PostgresExtension;

/** What is inferred for a collection compiles, is filled and verified clean with no edit, and says what to look at. */
@ExtendWith({MongoExtension.class, PostgresExtension.class})
class InferCommandTest {

    private static final int ORDERS = 240;

    private final CommandRun cli = new CommandRun();
    private final ObjectMapper json = new ObjectMapper();

    @TempDir
    Path folder;

    @Test
    void aShopWithMixedTypesIsCopiedWithNoEdit(MongoDatabaseName mongo, PostgresDatabase postgres) throws IOException {
        try (MongoClient client = MongoClients.create(mongo.connectionString())) {
            MongoCollection<Document> orders = client.getDatabase(mongo.name()).getCollection("Orders");
            for (int i = 0; i < ORDERS; i++) {
                orders.insertOne(order(i));
            }
            String unused = orders.createIndex(Indexes.ascending("order no"), new IndexOptions().unique(true));
            List<Document> before = orders.find().into(new ArrayList<>());

            JsonNode found = infer("bazaar", mongo, postgres, "--collection", "Orders", "--tenant", "shopId");

            assertThat(found.path("carried").asInt()).isEqualTo(ORDERS);
            assertThat(found.path("refused").asInt()).isZero();
            Map<String, String> components = components(found);
            assertThat(components)
                    .containsEntry("order no", "String")
                    .containsEntry("placed_at", "Instant")
                    .containsEntry("lines", "List<Line>")
                    .containsEntry("tags", "List<String>")
                    .containsEntry("paid", "boolean")
                    .containsEntry("total", "BigDecimal")
                    .containsEntry("due", "LocalDate")
                    .containsEntry("customer", "String");
            assertThat(notes(found)).contains("placed_at", "tags", "customer", "anything");
            assertThat(Files.readString(model("bazaar").resolve("src/main/java/model/Order.java")))
                    .contains(
                            "@Unique(",
                            "tenant = \"shopId\"",
                            "tenantKind = IdKind.NUMBER",
                            "@Child(table = \"orders_lines\")");
            copyAndVerify("bazaar", mongo, postgres, ORDERS);
            System.out.println("infer: orders=" + ORDERS + " of a made shop copied and verified with no edit");
            assertThat(orders.find().into(new ArrayList<>()))
                    .usingRecursiveComparison()
                    .isEqualTo(before);
        }
    }

    @Test
    void theRealCollectionsAreCopiedWithNoEdit(MongoDatabaseName mongo, PostgresDatabase postgres) throws IOException {
        Map<String, Integer> loaded = new HashMap<>();
        try (MongoClient client = MongoClients.create(mongo.connectionString())) {
            for (String name : List.of("products", "restaurant", "grades")) {
                List<BsonDocument> documents = real("collections/" + name + ".json.gz");
                if (!documents.isEmpty()) {
                    client.getDatabase(mongo.name())
                            .getCollection(name, BsonDocument.class)
                            .insertMany(documents);
                    loaded.put(name, documents.size());
                }
            }
        }
        if (loaded.isEmpty()) {
            System.out.println("infer: the real collections are absent");
            return;
        }
        List<String> wanted = new ArrayList<>(List.of("--show-values"));
        loaded.keySet().forEach(it -> wanted.addAll(List.of("--collection", it)));
        assertThat(cli.run(arguments("practice", mongo, postgres, wanted)))
                .as("%s %s", cli.out(), cli.err())
                .isZero();
        for (String line : cli.out().lines().toList()) {
            JsonNode found = json.readTree(line);
            assertThat(found.path("carried").asInt())
                    .as("%s", found)
                    .isEqualTo(loaded.get(found.path("collection").asText()));
        }
        copyAndVerify(
                "practice",
                mongo,
                postgres,
                loaded.values().stream().mapToInt(it -> it).sum());
        System.out.println("infer: collections=" + loaded.size() + " documents="
                + loaded.values().stream().mapToInt(it -> it).sum() + " copied and verified with no edit");
    }

    @Test
    void theRealAdvisoriesAreCopiedWithNoEdit(MongoDatabaseName mongo, PostgresDatabase postgres) throws IOException {
        List<BsonDocument> advisories = real("osv-go.ndjson.gz");
        if (advisories.isEmpty()) {
            System.out.println("infer: the real advisories are absent");
            return;
        }
        advisories.forEach(it -> it.put("_id", it.get("id")));
        try (MongoClient client = MongoClients.create(mongo.connectionString())) {
            client.getDatabase(mongo.name())
                    .getCollection("osv", BsonDocument.class)
                    .insertMany(advisories);
        }

        JsonNode found = infer("osv", mongo, postgres, "--collection", "osv", "--type", "Advisory");

        assertThat(found.path("carried").asInt()).isEqualTo(advisories.size());
        assertThat(components(found))
                .containsEntry("affected", "List<Affected>")
                .containsEntry("aliases", "List<String>");
        copyAndVerify("osv", mongo, postgres, advisories.size());
        System.out.println("infer: advisories=" + advisories.size() + " copied and verified with no edit");
    }

    @Test
    void collectionsOfOneModuleGetTypesAndTablesOfTheirOwn(MongoDatabaseName mongo, PostgresDatabase postgres)
            throws IOException {
        List<String> names = List.of("item", "items", "items_lines");
        try (MongoClient client = MongoClients.create(mongo.connectionString())) {
            for (String name : names) {
                client.getDatabase(mongo.name())
                        .getCollection(name)
                        .insertOne(new Document("_id", 1).append("lines", List.of(line(1, 1))));
            }
        }
        List<String> arguments = new ArrayList<>();
        names.forEach(it -> arguments.addAll(List.of("--collection", it)));

        assertThat(cli.run(arguments("twins", mongo, postgres, arguments)))
                .as("%s", cli.err())
                .isZero();

        List<String> types = new ArrayList<>();
        for (String line : cli.out().lines().toList()) {
            types.add(json.readTree(line).path("type").asText());
        }
        assertThat(types).containsExactly("Item", "Item2", "ItemsLine");
        copyAndVerify("twins", mongo, postgres, 3);
    }

    @Test
    void oddCollectionsAreCopiedWithNoEdit(MongoDatabaseName mongo, PostgresDatabase postgres) throws IOException {
        long seed = Long.getLong("infer.seed", System.nanoTime());
        int collections = Integer.getInteger("infer.collections", 12);
        Map<String, Integer> refused = new HashMap<>();
        int copied = 0;
        try (MongoClient client = MongoClients.create(mongo.connectionString())) {
            for (int i = 0; i < collections; i++) {
                client.getDatabase(mongo.name())
                        .getCollection("odd things " + i, BsonDocument.class)
                        .insertMany(new OddDocuments(seed + i).collection(60));
                String module = "odd" + i;
                int status = cli.run(arguments(module, mongo, postgres, List.of("--collection", "odd things " + i)));
                JsonNode found = json.readTree(cli.out());
                assertThat(found.path("carried").asInt() + found.path("refused").asInt())
                        .as("seed %d, %s %s", seed + i, cli.out(), cli.err())
                        .isEqualTo(60);
                found.path("problems")
                        .forEach(it -> refused.put(it.path("message").asText(), 1));
                assertThat(status).isEqualTo(found.path("refused").asInt() == 0 ? 0 : 1);
                if (status == 0) {
                    copyAndVerify(module, mongo, postgres, 60);
                    copied++;
                }
            }
        }
        System.out.println("infer: odd collections=" + collections + " copied=" + copied + " seed=" + seed + " "
                + refused.keySet());
        // Nothing that these documents hold is beyond the library.
        assertThat(refused.keySet()).as("seed %d", seed).isEmpty();
    }

    @Test
    void whatCannotBeCarriedIsNamed(MongoDatabaseName mongo, PostgresDatabase postgres) throws IOException {
        try (MongoClient client = MongoClients.create(mongo.connectionString())) {
            MongoCollection<Document> odd = client.getDatabase(mongo.name()).getCollection("odd");
            odd.insertOne(new Document("_id", 1)
                    .append("rule", new BsonRegularExpression("top-secret"))
                    .append("n", 1));
            odd.insertOne(new Document("_id", "two").append("rule", "x").append("n", 2));
            odd.insertOne(new Document("_id", new ObjectId()).append("n", new Document()));

            int status = cli.run(arguments("strange", mongo, postgres, List.of("--collection", "odd")));

            assertThat(status).as("%s", cli.err()).isEqualTo(1);
            JsonNode found = json.readTree(cli.out());
            assertThat(found.path("carried").asInt()).isEqualTo(2);
            assertThat(found.path("problems").get(0).path("path").asText()).isEqualTo("rule");
            assertThat(notes(found)).contains("_id", "rule");
            assertThat(cli.out() + Files.readString(model("strange").resolve("report.md")))
                    .doesNotContain("top-secret");
        }
    }

    @Test
    void aWrongCollectionOrFolderIsRefused(MongoDatabaseName mongo, PostgresDatabase postgres) throws IOException {
        assertThat(cli.run(arguments("nothing", mongo, postgres, List.of("--collection", "none"))))
                .isEqualTo(78);
        assertThat(cli.err()).contains("has no collection none");

        Path full = Files.createDirectories(model("full"));
        Path unused = Files.writeString(full.resolve("mine.txt"), "mine");
        assertThat(cli.run(arguments("full", mongo, postgres, List.of()))).isEqualTo(64);
        assertThat(cli.err()).contains("is not empty");
    }

    private static Document order(int i) {
        Document order = new Document("_id", i)
                .append("shopId", i % 4)
                .append("order no", "A-" + i)
                .append("placed_at", instant(i))
                .append("status", i % 3 == 0 ? "sent" : "paid")
                .append("total", i % 2 == 0 ? new Decimal128(i) : (Object) i)
                .append("paid", i % 5 == 0 ? (Object) (i % 2) : i % 2 == 1)
                .append("due", "2021-05-%02d".formatted(1 + i % 28))
                .append("customer", i % 7 == 0 ? (Object) "walk-in" : new ObjectId())
                .append("tags", i % 4 == 0 ? (Object) "gift" : List.of("a", "b"))
                .append("lines", List.of(line(i, 1), line(i, 2)))
                .append("anything", i % 2 == 0 ? (Object) List.of(1, "x") : new Document("deep", List.of(List.of(i))));
        if (i % 6 == 0) {
            order.append("note", null);
        } else if (i % 6 == 1) {
            order.append("note", "call first");
        }
        return i % 9 == 0 ? order : order.append("ship to", new Document("street", "Main " + i).append("zip", "0" + i));
    }

    private static Object instant(int i) {
        return switch (i % 3) {
            case 0 -> Instant.ofEpochMilli(1_600_000_000_000L + i);
            case 1 -> "2020-09-13T12:26:40.%03dZ".formatted(100 + i % 800);
            default -> 1_600_000_000 + i;
        };
    }

    private static Document line(int i, int number) {
        Document line = new Document("sku", "s" + i).append("quantity", number).append("price", i + 0.5);
        return i % 8 == 0 ? line.append("options", List.of(new Document("color", "red"))) : line;
    }

    private static List<BsonDocument> real(String name) throws IOException {
        Path file = Path.of("../../shared/data").resolve(name);
        List<BsonDocument> documents = new ArrayList<>();
        if (Files.isReadable(file)) {
            try (BufferedReader lines = new BufferedReader(
                    new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
                lines.lines()
                        .filter(it -> !it.isBlank())
                        .map(BsonDocument::parse)
                        .forEach(documents::add);
            }
        }
        return documents;
    }

    private JsonNode infer(String module, MongoDatabaseName mongo, PostgresDatabase postgres, String... further)
            throws IOException {
        assertThat(cli.run(arguments(module, mongo, postgres, List.of(further))))
                .as("%s %s", cli.out(), cli.err())
                .isZero();
        return json.readTree(cli.out());
    }

    private String[] arguments(String module, MongoDatabaseName mongo, PostgresDatabase postgres, List<String> further)
            throws IOException {
        List<String> arguments = new ArrayList<>(List.of(
                "infer",
                "--config",
                config(module, mongo, postgres),
                "--module",
                module,
                "--json",
                "--out",
                model(module).toString()));
        arguments.addAll(further);
        return arguments.toArray(String[]::new);
    }

    private void copyAndVerify(String module, MongoDatabaseName mongo, PostgresDatabase postgres, int documents)
            throws IOException {
        String config = config(module, mongo, postgres);
        String jar = model(module).resolve(module + ".jar").toString();
        assertThat(cli.run("backfill", "--config", config, "--jars", jar, "--module", module, "--json"))
                .as("%s %s", cli.out(), cli.err())
                .isZero();
        assertThat(cli.run("verify", "--config", config, "--jars", jar, "--module", module, "--json"))
                .as("%s %s", cli.out(), cli.err())
                .isZero();
        int equal = 0;
        for (String line : cli.out().lines().toList()) {
            equal += json.readTree(line).path("equal").asInt();
        }
        assertThat(equal).isEqualTo(documents);
    }

    private Path model(String module) {
        return folder.resolve(module + "-model");
    }

    private String config(String module, MongoDatabaseName mongo, PostgresDatabase postgres) throws IOException {
        return Files.writeString(folder.resolve(module + ".yaml"), """
                persistence:
                  mongo: { uri: "%s", database: %s }
                  postgres: { security: { login: warn }, jdbc-url: "%s", user: "%s", password: "%s" }
                  modules: { %s: { stage: legacy-only } }
                """.formatted(
                                mongo.connectionString(),
                                mongo.name(),
                                postgres.jdbcUrl(),
                                postgres.user(),
                                postgres.password(),
                                module))
                .toString();
    }

    private static Map<String, String> components(JsonNode found) {
        Map<String, String> components = new HashMap<>();
        found.path("fields")
                .forEach(it -> components.put(
                        it.path("member").asText(), it.path("type").asText()));
        return components;
    }

    private static List<String> notes(JsonNode found) {
        List<String> paths = new ArrayList<>();
        found.path("notes")
                .forEach(it -> paths.add(Pattern.compile("[.\\[].*")
                        .matcher(it.path("path").asText())
                        .replaceAll("")));
        return paths;
    }
}
