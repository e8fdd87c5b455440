// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.FieldDef;
import org.stellaops.persistence.entity.FieldType;
import org.stellaops.persistence.entity.IdKind;
import org.stellaops.persistence.entity.Tenancy;
import org.stellaops.persistence.entity.UniqueKey;
import org.stellaops.persistence.modules.Catalogue;
import org.stellaops.persistence.postgres.migration.MigrationCategory;
import org.stellaops.persistence.postgres.migration.MigrationRunner;
import org.stellaops.persistence.postgres.migration.Migrations;
import org.stellaops.persistence.postgres.schemacheck.SchemaCheck;
import org.stellaops.persistence.postgres.schemacheck.SchemaScript;
import org.stellaops.persistence.postgres.schemacheck.SchemaSnapshot;
import org.stellaops.persistence.postgres.schemacheck.SchemaSnapshot.Column;
import org.stellaops.persistence.postgres.schemacheck.SchemaSnapshot.Constraint;
import org.stellaops.persistence.postgres.schemacheck.SchemaSnapshot.Table;
import org.stellaops.persistence.runtime.ModuleDescriptor;
import org.stellaops.persistence.testkit.engine.PostgresDatabase;
import org.stellaops.persistence.testkit.engine.PostgresExtension;

/** The migrations of each module create exactly what its entity types need, and keep the rules. */
@ExtendWith(PostgresExtension.class)
class CatalogueSchemaTest {

    private static final Map<String, SchemaSnapshot> SNAPSHOTS = new TreeMap<>();
    private static PostgresDatabase database;

    @BeforeAll
    static void migrate(PostgresDatabase given) throws SQLException {
        database = given;
        for (ModuleDescriptor module : new Catalogue().modules()) {
            assertThat(runner(module).startup().steps()).isNotEmpty();
            SNAPSHOTS.put(module.name(), snapshot(module));
        }
        System.out.println("schema-check: " + SNAPSHOTS.size() + " schemas of ours, "
                + SNAPSHOTS.values().stream().mapToInt(it -> it.tables().size()).sum() + " tables");
    }

    static Stream<ModuleDescriptor> modules() {
        return new Catalogue().modules().stream();
    }

    @ParameterizedTest
    @MethodSource("modules")
    void theSchemaKeepsTheRules(ModuleDescriptor module) {
        assertThat(SchemaCheck.check(SNAPSHOTS.get(module.name()))).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("modules")
    void aSecondRunChangesNothing(ModuleDescriptor module) throws SQLException {
        assertThat(runner(module).startup().steps()).isEmpty();
        assertThat(runner(module).run(EnumSet.allOf(MigrationCategory.class)).steps())
                .isEmpty();
        assertThat(runner(module).verify()).isEmpty();
        assertThat(SchemaScript.of(snapshot(module))).isEqualTo(SchemaScript.of(SNAPSHOTS.get(module.name())));
    }

    @ParameterizedTest
    @MethodSource("modules")
    void everyTableIsWrittenByATypeAndHasItsColumns(ModuleDescriptor module) {
        Map<String, Set<String>> wanted = new TreeMap<>();
        module.entityTypes().forEach(type -> wanted.putAll(columnsOf(type)));
        Map<String, Set<String>> found = new TreeMap<>();
        for (Table table : SNAPSHOTS.get(module.name()).tables()) {
            if (!table.name().equals("schema_migrations")) {
                found.put(
                        table.name(),
                        table.columns().stream()
                                .filter(it -> !it.generated())
                                .map(CatalogueSchemaTest::described)
                                .collect(Collectors.toCollection(TreeSet::new)));
            }
        }
        assertThat(found).isEqualTo(wanted);
    }

    @ParameterizedTest
    @MethodSource("modules")
    void uniqueConstraintsAreThoseOfTheTypes(ModuleDescriptor module) {
        for (EntityType<?> type : module.entityTypes()) {
            Set<String> wanted = type.uniqueKeys().stream()
                    .map(it -> it.name() + columnsOf(type, it))
                    .collect(Collectors.toSet());
            Set<String> found = table(module, type).constraints().stream()
                    .filter(it -> it.kind() == Constraint.Kind.UNIQUE)
                    .map(it -> it.name() + it.columns())
                    .collect(Collectors.toSet());
            assertThat(found).as(type.toString()).isEqualTo(wanted);
        }
    }

    /**
     * A follower applies records one by one and takes unique values away from rows that hold them. So a foreign key between
     * entity types must refer to one that comes before it, and that has no unique value a row could lose.
     */
    @ParameterizedTest
    @MethodSource("modules")
    void foreignKeysBetweenTypesReferToEarlierOnesWithoutUniqueKeys(ModuleDescriptor module) {
        Map<String, EntityType<?>> earlier = new TreeMap<>();
        for (EntityType<?> type : module.entityTypes()) {
            for (Constraint key : table(module, type).foreignKeys()) {
                String parent = key.referencedTable().orElseThrow();
                assertThat(earlier).as(key.name()).containsKey(parent);
                assertThat(earlier.get(parent).uniqueKeys()).as(key.name()).isEmpty();
                assertThat(key.definition()).doesNotContain("CASCADE");
            }
            assertThat(earlier.put(type.table(), type)).isNull();
        }
    }

    @ParameterizedTest
    @MethodSource("modules")
    void rowsOfChildTablesGoWithTheirParent(ModuleDescriptor module) {
        Set<String> roots = module.entityTypes().stream().map(EntityType::table).collect(Collectors.toSet());
        for (Table table : SNAPSHOTS.get(module.name()).tables()) {
            if (!roots.contains(table.name()) && !table.name().equals("schema_migrations")) {
                assertThat(table.foreignKeys())
                        .singleElement()
                        .satisfies(it -> assertThat(it.definition()).endsWith("ON DELETE CASCADE"));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "authority, 'tenants users roles user_roles service_accounts clients scopes tokens revocations login_attempts licenses"
                + " license_usage'",
        "scheduler, 'schedules triggers runs graph_jobs policy_jobs impact_snapshots workers execution_logs locks"
                + " run_summaries audit'",
        "notify, 'channels rules templates deliveries digests quiet_hours maintenance_windows escalation_policies"
                + " escalation_states on_call_schedules inbox incidents operator_overrides throttle_configs"
                + " localization_bundles locks audit'",
        "policy, 'packs pack_versions rules risk_profiles evaluation_runs explanations exceptions audit'",
        "vuln, 'sources feed_snapshots advisory_snapshots advisories advisory_aliases advisory_cvss advisory_affected"
                + " advisory_references advisory_credits advisory_weaknesses kev_flags source_states merge_events"
                + " lnm_linkset_cache'",
        "vex, 'projects graph_revisions graph_nodes graph_edges statements observations linksets linkset_events consensus"
                + " consensus_holds unknowns_snapshots unknown_items evidence_manifests cvss_receipts attestations"
                + " timeline_events raw_documents'",
        "issuer, 'issuers issuer_keys trust_overrides audit'",
        "audit, events"
    })
    void theTablesOfTheDomainAreThere(String module, String tables) {
        assertThat(SNAPSHOTS.get(module).tables()).extracting(Table::name).contains(tables.split(" "));
    }

    @Test
    void aTypeIsTenantScopedIfItsTableIs() {
        for (ModuleDescriptor module : new Catalogue().modules()) {
            for (EntityType<?> type : module.entityTypes()) {
                assertThat(table(module, type).isTenantScoped())
                        .as(type.toString())
                        .isEqualTo(type.tenancy() == Tenancy.TENANT);
            }
        }
    }

    /** What a database person would ask: why is there no foreign key? */
    @ParameterizedTest
    @MethodSource("modules")
    void aReferenceWithoutAForeignKeySaysWhatItIs(ModuleDescriptor module) {
        for (Table table : SNAPSHOTS.get(module.name()).tables()) {
            Set<String> keys = new TreeSet<>(Set.of("tenant_id", "parent_id", "correlation_id"));
            table.foreignKeys().forEach(it -> keys.addAll(it.columns()));
            assertThat(table.columns())
                    .filteredOn(it -> it.name().matches(".+_(id|digest)") && !keys.contains(it.name()))
                    .allSatisfy(it -> assertThat(it.comment())
                            .as(table.name() + "." + it.name())
                            .isPresent());
        }
    }

    private static Map<String, Set<String>> columnsOf(EntityType<?> type) {
        Map<String, Set<String>> tables = new TreeMap<>();
        String tenant = type.tenancy() == Tenancy.TENANT ? "tenant_id text C required" : null;
        String idType = type.idKind() == IdKind.UUID ? " uuid required" : " text C required";
        Set<String> root = new TreeSet<>(Set.of(type.idColumn() + idType));
        for (FieldDef field : type.fields()) {
            if (field.type() instanceof FieldType.Child it) {
                tables.put(it.table(), childColumns(tenant, idType, it.columns()));
            } else if (field.type() instanceof FieldType.ChildValues it) {
                tables.put(it.table(), childColumns(tenant, idType, List.of(FieldDef.of("value", it.element()))));
            } else {
                root.add(described(field));
            }
        }
        if (tenant != null) {
            root.add(tenant);
        }
        tables.put(type.table(), root);
        return tables;
    }

    private static Set<String> childColumns(String tenant, String idType, List<FieldDef> fields) {
        Set<String> columns = new TreeSet<>(Set.of("parent_id" + idType, "position integer required"));
        fields.forEach(it -> columns.add(described(it)));
        if (tenant != null) {
            columns.add(tenant);
        }
        return columns;
    }

    private static String described(FieldDef field) {
        return field.column() + " " + typeOf(field.type()) + (field.nullable() ? "" : " required");
    }

    private static String typeOf(FieldType type) {
        if (type instanceof FieldType.Array it) {
            String element = typeOf(it.element());
            return element.endsWith(" C") ? "text[] C" : element + "[]";
        } else if (type instanceof FieldType.Scalar it) {
            return switch (it.kind()) {
                case TEXT -> "text C";
                case INT -> "integer";
                case LONG -> "bigint";
                case DOUBLE -> "double precision";
                case DECIMAL -> "numeric";
                case BOOL -> "boolean";
                case INSTANT -> "timestamp with time zone";
                case UUID -> "uuid";
                case BYTES -> "bytea";
            };
        }
        return "jsonb";
    }

    /** A code of few values is a smallint, which an int in Java writes. */
    private static String described(Column column) {
        String collation = column.collation().map(it -> " " + it).orElse("");
        return column.name() + " " + column.type().replace("smallint", "integer") + collation
                + (column.notNull() ? " required" : "");
    }

    private static List<String> columnsOf(EntityType<?> type, UniqueKey unique) {
        List<String> columns = new ArrayList<>(type.tenancy() == Tenancy.TENANT ? List.of("tenant_id") : List.of());
        unique.fields().forEach(it -> columns.add(type.field(it).orElseThrow().column()));
        return columns;
    }

    private static Table table(ModuleDescriptor module, EntityType<?> type) {
        return SNAPSHOTS.get(module.name()).table(type.table()).orElseThrow();
    }

    private static SchemaSnapshot snapshot(ModuleDescriptor module) throws SQLException {
        try (Connection connection = database.connect()) {
            return SchemaSnapshot.read(connection, module.name());
        }
    }

    private static MigrationRunner runner(ModuleDescriptor module) {
        return new MigrationRunner(CatalogueDatabases.dataSource(database), Migrations.ofModule(module.name()));
    }
}
