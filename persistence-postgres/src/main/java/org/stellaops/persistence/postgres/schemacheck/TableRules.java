// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.schemacheck;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.stellaops.persistence.postgres.schemacheck.SchemaSnapshot.Column;
import org.stellaops.persistence.postgres.schemacheck.SchemaSnapshot.Constraint;
import org.stellaops.persistence.postgres.schemacheck.SchemaSnapshot.Index;
import org.stellaops.persistence.postgres.schemacheck.SchemaSnapshot.Policy;
import org.stellaops.persistence.postgres.schemacheck.SchemaSnapshot.Table;

/** The rules about keys, indexes and policies of one table. */
final class TableRules {

    private static final String TENANT = "tenant_id";
    private static final String CROSS_TENANT = "cross-tenant:";

    private final SchemaSnapshot snapshot;
    private final Table table;
    private final String name;
    private final List<SchemaFinding> findings = new ArrayList<>();

    TableRules(SchemaSnapshot snapshot, Table table) {
        this.snapshot = snapshot;
        this.table = table;
        this.name = snapshot.schema() + "." + table.name();
    }

    List<SchemaFinding> structure() {
        if (!Names.isSnakeCase(table.name())) {
            report(SchemaRule.SNAKE_CASE, name, "is not named in snake_case");
        }
        if (table.primaryKey().isEmpty()) {
            report(SchemaRule.PRIMARY_KEY, name, "has no primary key");
        }
        if (table.ownedByServiceRole()) {
            report(SchemaRule.SERVICE_ROLE, name, "is owned by the service's role");
        }
        table.constraints().stream()
                .filter(it -> !Names.isSnakeCase(it.name()))
                .forEach(it -> report(SchemaRule.SNAKE_CASE, name + "." + it.name(), "is not named in snake_case"));
        tenantColumn();
        if (table.isTenantScoped()) {
            rowSecurity();
        }
        table.indexes().stream().filter(it -> !it.ofConstraint()).forEach(this::index);
        table.foreignKeys().stream()
                .filter(it -> !isIndexed(it))
                .forEach(it -> report(
                        SchemaRule.FOREIGN_KEY_INDEX,
                        name + "." + it.name(),
                        "has no index that begins with " + String.join(", ", it.columns())));
        return findings;
    }

    private void tenantColumn() {
        Optional<Column> tenant = table.column(TENANT);
        if (tenant.isEmpty()) {
            table.foreignKeys().stream()
                    .flatMap(it -> it.referencedTable().flatMap(snapshot::table).stream())
                    .filter(Table::isTenantScoped)
                    .findFirst()
                    .ifPresent(it -> report(
                            SchemaRule.TENANT_COLUMN,
                            name,
                            "refers to the tenant-scoped " + it.name() + " without tenant_id"));
            return;
        }
        if (!tenant.get().type().equals("text") && !tenant.get().type().equals("uuid")) {
            report(
                    SchemaRule.TENANT_COLUMN,
                    name + "." + TENANT,
                    "is of type " + tenant.get().type());
        }
        if (!tenant.get().notNull()) {
            report(SchemaRule.TENANT_COLUMN, name + "." + TENANT, "may be null");
        }
        table.primaryKey()
                .filter(it -> !it.columns().get(0).equals(TENANT))
                .ifPresent(it ->
                        report(SchemaRule.TENANT_COLUMN, name, "has a primary key that does not begin with tenant_id"));
    }

    private void rowSecurity() {
        if (!table.rowSecurity() || !table.forcedRowSecurity()) {
            report(
                    SchemaRule.ROW_SECURITY,
                    name,
                    "has row level security " + (table.rowSecurity() ? "that is not forced" : "switched off"));
        }
        if (table.policies().size() != 1) {
            report(SchemaRule.ROW_SECURITY, name, "has " + table.policies().size() + " policies");
            return;
        }
        Policy policy = table.policies().get(0);
        if (!policy.forAllCommands() || !policy.permissive()) {
            report(SchemaRule.ROW_SECURITY, name + "." + policy.name(), "is not a permissive policy for all commands");
        }
        if (!comparesTenant(policy.using()) || !comparesTenant(policy.withCheck())) {
            report(
                    SchemaRule.ROW_SECURITY,
                    name + "." + policy.name(),
                    "does not compare tenant_id with require_current_tenant() in both USING and WITH CHECK");
        }
    }

    private boolean comparesTenant(Optional<String> expression) {
        String call = snapshot.schema() + "_app.require_current_tenant()";
        return expression.isPresent()
                && expression.get().startsWith("(" + TENANT + " = ")
                && expression.get().contains(call);
    }

    private void index(Index index) {
        String object = snapshot.schema() + "." + index.name();
        String prefix = "idx_" + table.name() + "_";
        List<String> columns = index.keys().stream()
                .map(Names::column)
                .filter(it -> !it.equals(TENANT))
                .toList();
        if (!index.name().startsWith(prefix + String.join("_", columns)) || !Names.isSnakeCase(index.name())) {
            report(SchemaRule.INDEX_NAME, object, "is not named " + prefix + String.join("_", columns));
        }
        boolean led = index.keys().get(0).equals(TENANT);
        boolean deliberate =
                index.comment().filter(it -> it.startsWith(CROSS_TENANT)).isPresent();
        if (table.isTenantScoped() && index.method().equals("btree") && !led && !deliberate) {
            report(
                    SchemaRule.TENANT_LED_INDEX,
                    object,
                    "begins with " + index.keys().get(0));
        }
    }

    /** A partial index will do if all it leaves out is what a foreign key does not look for. */
    private boolean isIndexed(Constraint foreignKey) {
        int width = foreignKey.columns().size();
        return table.indexes().stream()
                .filter(it -> it.keys().size() >= width && it.method().equals("btree"))
                .filter(it -> it.predicate().isEmpty() || it.predicate().get().matches("\\(\\w+ IS NOT NULL\\)"))
                .anyMatch(it -> new HashSet<>(it.keys().subList(0, width)).equals(new HashSet<>(foreignKey.columns())));
    }

    private void report(SchemaRule rule, String object, String reason) {
        findings.add(new SchemaFinding(rule, object, reason));
    }
}
