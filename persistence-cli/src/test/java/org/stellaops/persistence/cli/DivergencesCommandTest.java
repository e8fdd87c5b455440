// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.modules.vuln.VulnModule;
import org.stellaops.persistence.runtime.Persistence;
import org.stellaops.persistence.runtime.config.Config;
import org.stellaops.persistence.spi.DivergenceRow;
import org.stellaops.persistence.spi.ReadShapeRow;
import org.stellaops.persistence.spi.ShadowRecords;
import org.stellaops.persistence.testkit.engine.MongoDatabaseName;
import org.stellaops.persistence.testkit.engine.MongoExtension;
import org.stellaops.persistence.testkit.engine.PostgresDatabase;
import org.stellaops.persistence.testkit.engine.PostgresExtension;

/** What an operator sees of the shadow reads of services. */
@ExtendWith({MongoExtension.class, PostgresExtension.class})
class DivergencesCommandTest {

    private static final Instant SEEN = Instant.parse("2026-01-01T00:00:00Z");

    private final CommandRun cli = new CommandRun();

    @TempDir
    Path folder;

    @Test
    void whatServicesKeptIsListedUntilItsRetentionIsOver(MongoDatabaseName mongo, PostgresDatabase postgres)
            throws IOException {
        String config = write(mongo, postgres).toString();
        int before = cli.run("divergences", "--config", config, "--module", "vuln");
        assertThat(before)
                .as("of a schema that is not there yet: %s", cli.err())
                .isZero();
        try (Persistence persistence = Persistence.builder(Config.load(Path.of(config)))
                .modules(VulnModule.descriptor())
                .meters(new SimpleMeterRegistry())
                .withoutReconcilers()
                .open()) {
            keep(persistence.module("vuln").target().shadowRecords());
        }

        assertThat(cli.run("divergences", "--config", config, "--module", "vuln"))
                .isEqualTo(1);
        assertThat(cli.out())
                .contains("advisories acme/A-1 fields_differ, real, seen 3 time(s)", "1 confirmed divergence(s) kept");
        assertThat(cli.run("divergences", "--config", config, "--module", "vuln", "--json"))
                .isEqualTo(1);
        JsonNode line = new ObjectMapper().readTree(cli.out());
        assertThat(line.path("tenant").asText()).isEqualTo("acme");
        assertThat(line.path("cause").asText()).isEqualTo("real");

        assertThat(cli.run("coverage", "--config", config, "--module", "vuln")).isZero();
        assertThat(cli.out())
                .contains(
                        "advisories query severity = ?: 30 read(s), 30 compared",
                        "advisories find: 5 read(s), 0 compared, never")
                .contains("30 read(s) compared, 0 divergent, 1 of 2 kinds of reads never compared", "10.0 %");
        assertThat(cli.run("coverage", "--config", config, "--module", "vuln", "--days", "0"))
                .isEqualTo(64);
    }

    /** Two processes read alike; a divergence that is seen again is one row. */
    private static void keep(ShadowRecords records) {
        for (long seen = 1; seen <= 3; seen++) {
            records.save(List.of(new DivergenceRow(
                    "advisories",
                    RecordKey.of("acme", "A-1"),
                    "fields_differ",
                    "real",
                    "shadow-read",
                    "{}",
                    SEEN,
                    SEEN.plusSeconds(seen),
                    seen)));
        }
        ReadShapeRow query = new ReadShapeRow("advisories", "query", "severity = ?", 10, 10, 0, Optional.of(SEEN));
        records.saveCoverage(
                "one", List.of(query, new ReadShapeRow("advisories", "find", "", 5, 0, 0, Optional.empty())));
        records.saveCoverage("two", List.of(query));
        records.saveCoverage(
                "two", List.of(new ReadShapeRow("advisories", "query", "severity = ?", 20, 20, 0, Optional.of(SEEN))));
        assertThat(records.removeBefore(SEEN)).isZero();
        assertThat(records.latest(10))
                .singleElement()
                .satisfies(it -> assertThat(it.lastSeen()).isEqualTo(SEEN.plusSeconds(3)));
    }

    private Path write(MongoDatabaseName mongo, PostgresDatabase postgres) throws IOException {
        return Files.writeString(folder.resolve("app.yaml"), """
                persistence:
                  mongo: { uri: "%s", database: %s }
                  postgres: { security: { login: warn }, jdbc-url: "%s", user: "%s", password: "%s" }
                  modules:
                    vuln: { stage: dual-write }
                """.formatted(
                mongo.connectionString(), mongo.name(), postgres.jdbcUrl(), postgres.user(), postgres.password()));
    }
}
