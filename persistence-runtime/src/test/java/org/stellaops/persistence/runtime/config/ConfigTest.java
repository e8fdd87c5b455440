// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.settings.FollowerPolicy;
import org.stellaops.persistence.dualwrite.settings.MovePolicy;
import org.stellaops.persistence.dualwrite.settings.ReconcilerPolicy;
import org.stellaops.persistence.dualwrite.settings.RetryRule;
import org.stellaops.persistence.dualwrite.shadow.ShadowReadPolicy;
import org.stellaops.persistence.dualwrite.tombstone.TombstoneRetention;
import org.stellaops.persistence.dualwrite.tombstone.TombstoneSchedule;
import org.stellaops.persistence.mongo.config.MongoSecurity;
import org.stellaops.persistence.mongo.config.MongoTls;

class ConfigTest {

    private static final String GOOD = """
            persistence:
              mongo:    { uri: "mongodb://app:${MONGO_PASSWORD}@db:27017", database: stellaops }
              postgres: { jdbc-url: "jdbc:postgresql://db/stellaops", user: app, password: "${PG_PASSWORD}", pool: { max-size: 12 } }
              stages:   { source: config }
              modules:
                authority: { stage: target-only }
                vuln:
                  stage: shadow-read
                  shadow-read: { sample-rate: 0.1, timeout: 100ms, max-in-flight: 3 }
                  follower-writes: sync
                  follower: { deadline: PT0.25S }
                  reconciler: { every: 2s, images-per-second: 50, keys-per-pass: 20, tries: 4, first-pause: 3s, longest-pause: 1h }
            """;

    private static final Map<String, String> ENVIRONMENT =
            Map.of("MONGO_PASSWORD", "s3cret-m", "PG_PASSWORD", "s3cret-p");

    @Test
    void whatIsWrittenIsReadAndTheRestHasDefaults() {
        Config config = Config.parse(GOOD, ENVIRONMENT);

        assertThat(config.mongo().orElseThrow().uri()).isEqualTo("mongodb://app:s3cret-m@db:27017");
        assertThat(config.postgres().password()).isEqualTo("s3cret-p");
        assertThat(config.postgres().maxPoolSize()).isEqualTo(12);
        assertThat(config.module("authority")).hasValueSatisfying(authority -> {
            assertThat(authority.stage()).isEqualTo(Stage.TARGET_ONLY);
            assertThat(authority.follower()).isEqualTo(FollowerPolicy.async());
        });
        assertThat(config.module("vuln")).hasValueSatisfying(vuln -> {
            assertThat(vuln.stage()).isEqualTo(Stage.SHADOW_READ);
            assertThat(vuln.follower()).isEqualTo(FollowerPolicy.sync().withDeadline(Duration.ofMillis(250)));
            assertThat(vuln.shadowRead())
                    .isEqualTo(ShadowReadPolicy.cautious()
                            .withSampleRate(0.1)
                            .withTimeout(Duration.ofMillis(100))
                            .withMaxInFlight(3));
        });
        assertThat(config.module("vuln").orElseThrow().reconciler())
                .isEqualTo(new ReconcilerPolicy(
                        Duration.ofSeconds(2),
                        OptionalInt.of(50),
                        20,
                        new RetryRule(4, Duration.ofSeconds(3), Duration.ofHours(1))));
        assertThat(config.module("authority").orElseThrow().reconciler()).isEqualTo(ReconcilerPolicy.defaults());
        assertThat(config.module("notify")).isEmpty();
    }

    @Test
    void howLongMovesMayTakeIsSetForEachModule() {
        String asked = GOOD.replace(
                "follower-writes: sync", "moves: { hold: 2s, drain-limit: 10m, longest: 20m }\n      epoch-kept: 50ms");

        assertThat(Config.parse(asked, ENVIRONMENT).module("vuln")).hasValueSatisfying(vuln -> {
            assertThat(vuln.moves())
                    .isEqualTo(new MovePolicy(Duration.ofSeconds(2), Duration.ofMinutes(10), Duration.ofMinutes(20)));
            assertThat(vuln.epochKept()).isEqualTo(Duration.ofMillis(50));
        });
        assertThat(Config.parse(GOOD, ENVIRONMENT).module("vuln")).hasValueSatisfying(vuln -> {
            assertThat(vuln.moves())
                    .isEqualTo(new MovePolicy(Duration.ofSeconds(5), Duration.ofSeconds(30), Duration.ofMinutes(2)));
            assertThat(vuln.epochKept()).isEqualTo(Duration.ofMillis(500));
        });
    }

    @Test
    void aMoveThatMayEndBeforeItsDrainIsAProblem() {
        assertThat(problemsOf("""
                persistence:
                  mongo: { uri: "mongodb://db", database: d }
                  postgres: { jdbc-url: "jdbc:postgresql://db/d", user: u }
                  modules:
                    vuln: { stage: dual-write, moves: { drain-limit: 5m }, epoch-kept: 1h }
                    vex: { stage: dual-write, moves: { hold: 0s, drain: 1s } }
                """))
                .containsExactlyInAnyOrder(
                        "persistence.modules.vuln.moves: hold and drain-limit must be longer than nothing, and longest longer"
                                + " than drain-limit, or another process aborts a move that still drains; but they are"
                                + " PT5S, PT5M and PT2M",
                        "persistence.modules.vuln.epoch-kept must be a duration such as 250ms, 2s or 1m, longer than"
                                + " nothing and at most 30s, but was 1h",
                        "persistence.modules.vex.moves.hold must be a duration such as 250ms, 2s or 1m, longer than nothing"
                                + " and at most 10m, but was 0s",
                        "persistence.modules.vex.moves.drain is no known key; known here:"
                                + " drain-limit, hold, longest");
    }

    @Test
    void tombstonesAreRemovedByItselfOnlyWhereASectionSaysSo() {
        String asked = GOOD.replace("follower-writes: sync", "tombstones: { keep: 48h, at-most: 500 }");

        assertThat(Config.parse(GOOD, ENVIRONMENT).module("vuln").orElseThrow().tombstones())
                .isEmpty();
        assertThat(Config.parse(asked, ENVIRONMENT).module("vuln").orElseThrow().tombstones())
                .contains(new TombstoneSchedule(Duration.ofDays(1), new TombstoneRetention(Duration.ofDays(2), 500)));
        assertThatThrownBy(() -> Config.parse(asked.replace("48h", "never"), ENVIRONMENT))
                .hasMessageContaining("persistence.modules.vuln.tombstones.keep must be a duration");
    }

    @Test
    void tlsOfMongoIsReadAndItsProblemsAreReported(@TempDir Path folder) throws IOException {
        Path root = Files.createFile(folder.resolve("ca.pem"));
        String yaml = """
                persistence:
                  mongo: { uri: "mongodb://db", database: d, tls: { root-certificate: "%s", key-store-password: "${PW}" } }
                  postgres: { jdbc-url: "jdbc:postgresql://db/d", user: u }
                  modules: { vuln: { stage: dual-write } }
                """.formatted(root);
        MongoSecurity security = Config.parse(yaml, Map.of("PW", "s3cret-k"))
                .mongo()
                .orElseThrow()
                .security();

        assertThat(security.tls())
                .contains(new MongoTls(MongoTls.Mode.VERIFY_FULL, Optional.of(root), Optional.empty(), "s3cret-k"));
        assertThat(security.reportedOnly()).isFalse();
        assertThat(problemsOf(yaml.replace("root-certificate", "mode: require, key-store")
                        .replace("ca.pem", "none.p12")
                        .replace("${PW}", "")
                        .replace("uri: \"mongodb://db\"", "client: given, security: { tls: false }")))
                .containsExactlyInAnyOrder(
                        "persistence.mongo.tls.mode must be one of verify-ca, verify-full, but was require",
                        "persistence.mongo.tls.key-store must be a file that can be read",
                        "persistence.mongo.tls has no meaning with client: given; encrypt the client that is handed over",
                        "persistence.mongo.security.tls must be one of enforce, warn, but was false");
    }

    @Test
    void everyProblemIsReportedAtOnceWithItsPathAndWhatWouldBeRight() {
        List<String> problems = problemsOf("""
                persistence:
                  mongo: { url: "mongodb://db", database: stellaops, max-pool-size: 0 }
                  postgres: { jdbc-url: "jdbc:mysql://db", pool: { max-size: many, max: 1 } }
                  stages: { source: file }
                  modules:
                    vuln: { stage: shadow, shadow-read: { sample-rate: 1.5, timeout: 2m }, follower-writes: later }
                    Vex: { stage: }
                    issuer: { follower: [] }
                extra: 1
                """);

        assertThat(problems)
                .containsExactlyInAnyOrder(
                        "extra is no known key; known here: persistence",
                        "persistence.mongo.uri is missing; set it, such as mongodb://localhost:27017, or ${MONGO_URI}"
                                + " to keep its password out of the file",
                        "persistence.mongo.max-pool-size must be a whole number between 1 and 1000, but was 0",
                        "persistence.mongo.url is no known key; did you mean uri?; known here: client, connect-timeout,"
                                + " database, deadline, index-at-start, linearizable-reads, max-pool-size, other-servers,"
                                + " scan-batch-size, security, server-selection-timeout, tls, uri",
                        "persistence.postgres.user is missing; set it, such as stellaops",
                        "persistence.postgres.pool.max-size must be a whole number between 1 and 1000, but was many",
                        "persistence.postgres.pool.max is no known key; known here: maintenance-size, max-size, shared",
                        "persistence.stages.source must be one of config, but was file",
                        "persistence.modules.vuln.stage must be one of legacy-only, dual-write, shadow-read,"
                                + " target-led, ramp-down, target-only, but was shadow",
                        "persistence.modules.vuln.shadow-read.sample-rate must be between 0.0 and 1.0, but was 1.5",
                        "persistence.modules.vuln.shadow-read.timeout must be a duration such as 250ms, 2s or 1m,"
                                + " longer than nothing and at most 30s, but was 2m",
                        "persistence.modules.vuln.follower-writes must be one of sync, async, but was later",
                        "persistence.modules.Vex must be lower-case letters, digits and underscores, as the module's"
                                + " schema",
                        "persistence.modules.Vex.stage must be one of legacy-only, dual-write, shadow-read,"
                                + " target-led, ramp-down, target-only, but is empty",
                        "persistence.modules.issuer.stage is missing; set it, such as legacy-only",
                        "persistence.modules.issuer.follower must be a section of keys, but is a list");
    }

    @Test
    void everySettingOfTheFollowerIsInTheFileAndAWrongOneIsNamedWithItsPath() {
        String all = """
                { deadline: 250ms, threads: 2, queue: 30, retry: { attempts: 5, first-pause: 10ms, longest-pause: 1s },\
                 breaker: { failure-rate: 20, calls: 40, open-for: 7s, probes: 3 } }\
                """;
        Config config = Config.parse(GOOD.replace("{ deadline: PT0.25S }", all), ENVIRONMENT);

        assertThat(config.module("vuln").orElseThrow().follower())
                .isEqualTo(new FollowerPolicy(
                        FollowerPolicy.Mode.SYNC,
                        Duration.ofMillis(250),
                        2,
                        30,
                        new FollowerPolicy.Retry(5, Duration.ofMillis(10), Duration.ofSeconds(1)),
                        new FollowerPolicy.Breaker(20, 40, Duration.ofSeconds(7), 3)));

        String path = "persistence.modules.vuln.follower";
        String wrong =
                "{ retry: { attempts: 0, pause: 1s, first-pause: 2s, longest-pause: 1s }, breaker: { probes: 0 } }";
        assertThatThrownBy(() -> Config.parse(GOOD.replace("{ deadline: PT0.25S }", wrong), ENVIRONMENT))
                .hasMessageContaining(path + ".retry.attempts must be a whole number between 1 and 10, but was 0")
                .hasMessageContaining(
                        path + ".retry.pause is no known key; known here: attempts, first-pause, longest-pause")
                .hasMessageContaining(path + ".breaker.probes must be a whole number between 1 and 10000, but was 0")
                .hasMessageContaining(path + ": ")
                .hasMessageContaining("retry.longest-pause must be at least retry.first-pause, which is PT2S");
    }

    @Test
    void theReconcilersLimitsAreChecked() {
        assertThat(Config.parse(GOOD.replace("images-per-second: 50", "images-per-second: unlimited"), ENVIRONMENT)
                        .module("vuln")
                        .orElseThrow()
                        .reconciler()
                        .imagesPerSecond())
                .isEmpty();
        assertThat(problemsOf("""
                persistence:
                  mongo: { uri: "mongodb://db", database: d }
                  postgres: { jdbc-url: "jdbc:postgresql://db/d", user: u }
                  modules:
                    vuln:
                      stage: dual-write
                      reconciler: { every: 0s, images-per-second: 0, keys-per-pass: -1, tries: none, first-paus: 1s }
                    vex:
                      stage: dual-write
                      reconciler: { first-pause: 10m }
                """))
                .containsExactlyInAnyOrder(
                        "persistence.modules.vuln.reconciler.every must be a duration such as 250ms, 2s or 1m, longer than"
                                + " nothing and at most 1h, but was 0s",
                        "persistence.modules.vuln.reconciler.images-per-second must be a whole number between 1 and"
                                + " 1000000, but was 0",
                        "persistence.modules.vuln.reconciler.keys-per-pass must be a whole number between 1 and 1000000,"
                                + " but was -1",
                        "persistence.modules.vuln.reconciler.tries must be a whole number between 1 and 1000, but was none",
                        "persistence.modules.vuln.reconciler.first-paus is no known key; did you mean first-pause?; known"
                                + " here: batch-bytes, every, first-pause, images-per-second, keys-per-pass, longest-pause, tries",
                        "persistence.modules.vex.reconciler: tries must be at least 1, the first pause longer than nothing"
                                + " and the longest pause not shorter than the first, but they are 10, PT10M and PT5M");
    }

    @Test
    void valuesThatAreRightOneByOneButNotTogetherAreReported() {
        String wrong = GOOD.replace("database: stellaops }", "database: stellaops, deadline: 1s }")
                .replace("jdbc:postgresql://db", "jdbc:mysql://db");

        assertThatThrownBy(() -> Config.parse(wrong, ENVIRONMENT))
                .hasMessageContaining("persistence.mongo: ")
                .hasMessageContaining("server-selection-timeout must be shorter than deadline")
                .hasMessageContaining("persistence.postgres: ")
                .hasMessageContaining("jdbc-url must be of the form");
    }

    @Test
    void anEmptyFileNamesEverySectionThatIsNeeded() {
        assertThat(problemsOf(""))
                .anySatisfy(it -> assertThat(it).startsWith("persistence.mongo.uri is missing"))
                .anySatisfy(it -> assertThat(it).startsWith("persistence.postgres.jdbc-url is missing"))
                .anySatisfy(it -> assertThat(it).startsWith("persistence.modules.<name> is missing"));
    }

    @Test
    void aPlaceholderWithoutItsVariableIsNamedAndTwoDollarsStandForOne() {
        assertThatThrownBy(() -> Config.parse(GOOD, Map.of("MONGO_PASSWORD", "x")))
                .hasMessageContaining("persistence.postgres.password names the environment variable PG_PASSWORD");

        String dollars = GOOD.replace("\"${PG_PASSWORD}\"", "\"a$${b}$c\"");
        assertThat(Config.parse(dollars, ENVIRONMENT).postgres().password()).isEqualTo("a${b}$c");
        assertThatThrownBy(() -> Config.parse(GOOD.replace("${PG_PASSWORD}", "${PG"), ENVIRONMENT))
                .hasMessageContaining("not of the form ${NAME}");
    }

    @Test
    void aSecretIsNeverPrinted() {
        assertThat(Config.parse(GOOD, ENVIRONMENT).toString()).doesNotContain("s3cret");

        for (String broken : List.of(
                GOOD.replace("12 }", "${PG_PASSWORD} }"),
                GOOD.replace("stage: target-only", "stage: \"${PG_PASSWORD}\""),
                GOOD.replace("sample-rate: 0.1", "sample-rate: \"${PG_PASSWORD}\""),
                GOOD.replace("jdbc:postgresql://db", "jdbc:s3cret://db"),
                GOOD.replace("${PG_PASSWORD}\",", "s3cret\"\n  x: s3cret: {"),
                GOOD.replace("jdbc:postgresql://db/stellaops", "jdbc:postgresql://db/x?password=s3cret"),
                GOOD.replace("mongodb://app:${MONGO_PASSWORD}@db:27017", "s3cret"))) {
            assertThatThrownBy(() -> Config.parse(broken, ENVIRONMENT))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageNotContaining("s3cret")
                    .hasNoCause();
        }
    }

    @Test
    void aKeyThatIsThereTwiceAndAFileThatIsNotThereAreRefused() {
        assertThat(problemsOf("persistence: {}\npersistence: {}\n"))
                .first()
                .asString()
                .contains("occurs twice");
        assertThatThrownBy(() -> Config.load(Path.of("no-such-file.yaml")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("no-such-file.yaml")
                .hasMessageContaining("is not there");
    }

    private static List<String> problemsOf(String yaml) {
        return catchThrowableOfType(ConfigException.class, () -> Config.parse(yaml, ENVIRONMENT))
                .problems();
    }
}
