// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.schemacheck;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.stellaops.persistence.postgres.schemacheck.SchemaSnapshot.Table;

/**
 * Whether a live schema keeps the rules. Reads the server's catalogue and changes nothing.
 *
 * <p><b>Threads.</b> Safe for concurrent use. <b>Failure.</b> {@link SQLException} as the driver throws it.
 */
public final class SchemaCheck {

    /** The tables that the library itself makes; their columns and keys are described in its documentation. */
    private static final Set<String> OWN = Set.of("schema_migrations");

    private static final String OWN_PREFIX = "sync_";

    private static final Set<SchemaRule> NOT_FOR_OWN = Set.of(SchemaRule.INDEX_NAME, SchemaRule.TABLE_COMMENT);

    private SchemaCheck() {}

    /** Every object of a schema that breaks a rule, ordered by object; empty if there is none. */
    public static List<SchemaFinding> check(Connection connection, String schema) throws SQLException {
        return check(SchemaSnapshot.read(connection, schema));
    }

    /** Every object of a schema that breaks a rule. */
    public static List<SchemaFinding> check(SchemaSnapshot snapshot) {
        List<SchemaFinding> findings = new ArrayList<>();
        snapshot.serviceRole()
                .filter(it -> it.superuser() || it.bypassesRowSecurity())
                .ifPresent(it -> findings.add(new SchemaFinding(
                        SchemaRule.SERVICE_ROLE,
                        it.name(),
                        it.superuser() ? "is a superuser" : "bypasses row level security")));
        for (Table table : snapshot.tables()) {
            List<SchemaFinding> all = new ArrayList<>(new TableRules(snapshot, table).structure());
            all.addAll(new ColumnRules(snapshot.schema(), table).findings());
            tableComment(snapshot.schema(), table).ifPresent(all::add);
            all.stream()
                    .filter(it -> !isOwn(table) || !NOT_FOR_OWN.contains(it.rule()))
                    .forEach(findings::add);
        }
        return findings;
    }

    private static boolean isOwn(Table table) {
        return OWN.contains(table.name()) || table.name().startsWith(OWN_PREFIX);
    }

    private static Optional<SchemaFinding> tableComment(String schema, Table table) {
        return table.comment().isPresent()
                ? Optional.empty()
                : Optional.of(
                        new SchemaFinding(SchemaRule.TABLE_COMMENT, schema + "." + table.name(), "has no comment"));
    }
}
