// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.examples.shop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.examples.shop.CommandLineProcess.Ended;
import org.stellaops.persistence.runtime.Persistence;
import org.stellaops.persistence.runtime.PersistenceModule;
import org.stellaops.persistence.runtime.config.Config;
import org.stellaops.persistence.testkit.engine.MongoDatabaseName;
import org.stellaops.persistence.testkit.engine.MongoEngine;
import org.stellaops.persistence.testkit.engine.MongoExtension;
import org.stellaops.persistence.testkit.engine.PostgresDatabase;
import org.stellaops.persistence.testkit.engine.PostgresEngine;
import org.stellaops.persistence.testkit.engine.PostgresExtension;

/** The runnable jar of the command line, which has never heard of this service, on the service's jar. */
@ExtendWith({MongoExtension.class, PostgresExtension.class})
class AnyModuleTest {

    /** Every command that only looks, with the status with which it ends where nothing is stored yet. */
    private static final Map<String, Integer> LOOKING = Map.of(
            "status", 0,
            "status --json", 0,
            "pending", 0,
            "verify --json", 2,
            "readmit --dry-run", 0,
            "dead-letters list", 0,
            "dead-letters list --all --json", 0,
            "stale-writes list --contents", 0);

    private final ObjectMapper json = new ObjectMapper();

    @TempDir
    Path folder;

    @BeforeEach
    void theCommandLineIsBuilt() {
        assumeTrue(Files.exists(CommandLineProcess.jar()), CommandLineProcess.jar() + " is absent; run mvn package");
    }

    @Test
    void commandsThatLookLeaveEmptyDatabasesEmpty(MongoEngine mongoEngine, PostgresEngine postgresEngine)
            throws Exception {
        MongoDatabaseName mongo = mongoEngine.createDatabase();
        PostgresDatabase postgres = postgresEngine.createDatabase("empty");
        String config =
                ShopConfig.write(folder, mongo, postgres, Stage.LEGACY_ONLY).toString();
        Catalogs before = Catalogs.of(mongo, postgres);

        for (Map.Entry<String, Integer> it : LOOKING.entrySet()) {
            Ended ended = shop(it.getKey(), config);
            assertThat(ended.code()).as("%s: %s", it.getKey(), ended).isEqualTo(it.getValue());
            assertThat(Catalogs.of(mongo, postgres))
                    .as("both databases after %s", it.getKey())
                    .isEqualTo(before);
        }
        assertThat(before.mongo()).isEmpty();
        assertThat(before.postgres()).noneMatch(it -> it.startsWith("relation "));
        System.out.println("any-module: commands that look=" + LOOKING.size() + ", objects made in both databases=0");
        mongoEngine.dropDatabase(mongo.name());
        postgresEngine.dropDatabase(postgres);
    }

    @Test
    void deadLettersOfTheShopAreListedAndRetried(MongoDatabaseName mongo, PostgresDatabase postgres) throws Exception {
        makeADeadLetter(mongo, postgres);
        String config =
                ShopConfig.write(folder, mongo, postgres, Stage.DUAL_WRITE).toString();
        Catalogs before = Catalogs.of(mongo, postgres);

        Ended listed = shop("dead-letters list", config);
        assertThat(listed.code()).as(listed.toString()).isZero();
        assertThat(listed.out()).contains("orders acme/o-bad version ", "no_harm", "1 dead letter(s) in module shop");
        JsonNode line = json.readTree(
                shop("dead-letters list --type orders --json", config).out());
        assertThat(line.path("module").asText()).isEqualTo("shop");
        assertThat(line.path("tenant").asText()).isEqualTo("acme");
        assertThat(line.path("id").asText()).isEqualTo("o-bad");
        JsonNode status = json.readTree(shop("status --json", config).out());
        assertThat(status.path("leader").asText()).isEqualTo("legacy");
        assertThat(status.at("/entities/0/deadLetters").asInt()).isEqualTo(1);
        assertThat(shop("status", config).code()).isEqualTo(1);
        assertThat(shop("pending", config).out()).contains("orders acme/o-bad version ", "1 pending key(s)");
        assertThat(shop("verify", config).code())
                .as("what is pending is not verified")
                .isEqualTo(2);
        assertThat(Catalogs.of(mongo, postgres)).isEqualTo(before);

        run(postgres, "ALTER TABLE shop.orders DROP CONSTRAINT no_harm");
        assertThat(shop("dead-letters retry", config).out()).contains("1 delivered");
        assertThat(shop("verify", config).code()).isZero();
        System.out.println("any-module: dead letters listed=1, retried=1, then verify: clean");
    }

    @Test
    void withoutTheJarTheModuleIsUnknownAndTheMessageSaysWhatToDo(MongoDatabaseName mongo, PostgresDatabase postgres)
            throws Exception {
        String config =
                ShopConfig.write(folder, mongo, postgres, Stage.LEGACY_ONLY).toString();

        Ended ended = new CommandLineProcess(folder).run("status", "--config", config);

        assertThat(ended.code()).isEqualTo(78);
        assertThat(ended.err()).contains("names shop").contains("--jars").doesNotContain("\tat ");
    }

    private Ended shop(String command, String config) throws Exception {
        List<String> arguments = new ArrayList<>(List.of(command.split(" ")));
        arguments.addAll(
                List.of("--config", config, "--jars", CommandLineProcess.shop().toString()));
        return new CommandLineProcess(folder).run(arguments.toArray(String[]::new));
    }

    private void makeADeadLetter(MongoDatabaseName mongo, PostgresDatabase postgres) throws Exception {
        Config config = Config.load(ShopConfig.write(folder, mongo, postgres, Stage.LEGACY_ONLY));
        try (Persistence persistence = Persistence.builder(config)
                .modules(ShopModule.descriptor())
                .withoutReconcilers()
                .open()) {
            PersistenceModule module = persistence.module("shop");
            assertThat(module.moveTo(Stage.DUAL_WRITE).isMoved()).isTrue();
            assertThat(module.target().store(EntityType.of(Order.class)).count())
                    .isZero();
            run(postgres, "ALTER TABLE shop.orders ADD CONSTRAINT no_harm CHECK (customer <> 'Mallory')");
            Shop shop = new Shop(persistence);
            assertThat(shop.sell(new Product("tea", "Tea", BigDecimal.ONE)).isApplied())
                    .isTrue();
            assertThat(shop.place("acme", order("o-bad", "Mallory")).isApplied())
                    .isTrue();
            assertThat(shop.place("acme", order("o-good", "Ada")).isApplied()).isTrue();
            await().atMost(Duration.ofMinutes(2)).until(() -> {
                var unused = module.dualWrite().reconcile();
                return module.dualWrite().pendingDepth() == 1 && hasDeadLetter(module);
            });
        }
    }

    private static boolean hasDeadLetter(PersistenceModule module) {
        return !module.deadLetters(EntityType.of(Order.class), Optional.empty(), 1)
                .entries()
                .isEmpty();
    }

    private static Order order(String id, String customer) {
        return new Order(
                id,
                customer,
                900,
                Instant.parse("2026-01-01T00:00:00Z"),
                null,
                List.of(),
                List.of(new Line("tea", 1)),
                null);
    }

    private static void run(PostgresDatabase postgres, String sql) throws SQLException {
        try (Connection connection = postgres.connect();
                Statement statement = connection.createStatement()) {
            assertThat(statement.execute(sql)).isFalse();
        }
    }
}
