// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.stellaops.persistence.modules.Catalogue;
import org.stellaops.persistence.postgres.PostgresBackend;
import org.stellaops.persistence.postgres.config.PostgresConfig;
import org.stellaops.persistence.postgres.config.PostgresSecurity;
import org.stellaops.persistence.postgres.config.SecurityCheck;
import org.stellaops.persistence.postgres.schemacheck.SchemaCheck;
import org.stellaops.persistence.postgres.schemacheck.SchemaDocument;
import org.stellaops.persistence.postgres.schemacheck.SchemaScript;
import org.stellaops.persistence.postgres.schemacheck.SchemaSnapshot;
import org.stellaops.persistence.runtime.ModuleDescriptor;
import org.stellaops.persistence.testkit.engine.PostgresDatabase;
import org.stellaops.persistence.testkit.engine.PostgresEngine;
import org.stellaops.persistence.testkit.engine.PostgresExtension;

/**
 * The documents of {@code docs/db} say what the migrations create. With the system property {@code docs.update} the test writes
 * them instead.
 */
@ExtendWith(PostgresExtension.class)
class SchemaDocumentsTest {

    private static final int DOCUMENTED = 18;
    private static final Path DOCS = Path.of("..", "docs", "db");
    private static final Map<String, SchemaSnapshot> SNAPSHOTS = new LinkedHashMap<>();
    private static int majorVersion;

    @BeforeAll
    static void prepare(PostgresDatabase database) throws SQLException {
        PostgresConfig config = PostgresConfig.of(database.jdbcUrl(), database.user(), database.password())
                .withSecurity(PostgresSecurity.defaults().reporting(SecurityCheck.LOGIN));
        for (ModuleDescriptor module : new Catalogue().modules()) {
            try (PostgresBackend backend = PostgresBackend.open(config, module.name())) {
                backend.prepare(module.entityTypes());
            }
            try (Connection connection = database.connect()) {
                SNAPSHOTS.put(module.name(), SchemaSnapshot.read(connection, module.name()));
                majorVersion = connection.getMetaData().getDatabaseMajorVersion();
            }
        }
    }

    static Iterable<String> modules() {
        return new Catalogue().modules().stream().map(ModuleDescriptor::name).toList();
    }

    @ParameterizedTest
    @MethodSource("modules")
    void theScriptIsTheOneOfTheMigrations(String module) throws IOException {
        expect(DOCS.resolve("schemas").resolve(module + ".sql"), script(module));
    }

    @ParameterizedTest
    @MethodSource("modules")
    void theScriptCreatesTheSameSchemaInAnEmptyDatabase(String module, PostgresEngine engine) throws SQLException {
        PostgresDatabase copy = engine.createDatabase("copy_" + module);
        try (Connection connection = copy.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(SchemaScript.of(SNAPSHOTS.get(module)));
            assertThat(SchemaSnapshot.read(connection, module).tables())
                    .isEqualTo(SNAPSHOTS.get(module).tables());
        } finally {
            engine.dropDatabase(copy);
        }
    }

    /** With the tables that the library itself adds for its protocol. */
    @ParameterizedTest
    @MethodSource("modules")
    void theWholeSchemaKeepsTheRules(String module) {
        assertThat(SchemaCheck.check(SNAPSHOTS.get(module))).isEmpty();
    }

    @Test
    void theSpecificationIsTheOneOfTheMigrations() throws IOException {
        StringBuilder specification = new StringBuilder("""
                # Specification of the schemas

                Generated from the live schemas that the migrations create; a test compares the two. `mvn -Pfast -pl persistence-modules -am
                verify -Dtest=SchemaDocumentsTest -Ddocs.update=true` writes it again. The rules are in [RULES.md](RULES.md), the scripts in
                [schemas](schemas). The tables `schema_migrations` and `sync_*`, which every schema has, are left out.

                """);
        SNAPSHOTS.values().forEach(it -> specification.append(SchemaDocument.of(it)));
        expect(DOCS.resolve("SPECIFICATION.md"), specification.toString());
    }

    private static String script(String module) {
        return """
                -- Exported from the schema that the migrations in db/%1$s create; a test compares the two. To run, not to edit.
                --
                -- The two functions are the foundation that the library makes in every schema before the first migration, so that they stand
                -- in each of these scripts. Its own tables (sync_*, schema_migrations) and the grants to the roles are left out: see
                -- cluster-provisioning.md. Texts are COLLATE "C", so that both databases sort them alike, by their bytes. A child table keeps
                -- the order of a list in position. A reference without a foreign key says in its comment what it is (ADR 0031).

                """.formatted(module) + SchemaScript.of(ofTheModule(SNAPSHOTS.get(module)));
    }

    /** The tables that the library makes for its protocol are the same in every schema, and no part of a module. */
    private static SchemaSnapshot ofTheModule(SchemaSnapshot whole) {
        return new SchemaSnapshot(
                whole.schema(),
                whole.tables().stream()
                        .filter(it ->
                                !it.name().startsWith("sync_") && !it.name().equals("schema_migrations"))
                        .toList(),
                whole.functions(),
                whole.serviceRole());
    }

    private static void expect(Path file, String text) throws IOException {
        assumeTrue(
                majorVersion == DOCUMENTED,
                "the documents were written by PostgreSQL " + DOCUMENTED
                        + ", and other versions word definitions differently");
        if (Boolean.getBoolean("docs.update")) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        }
        assertThat(Files.readString(file)).isEqualTo(text);
    }
}
