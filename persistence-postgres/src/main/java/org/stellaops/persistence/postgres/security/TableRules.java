// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.security;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.stellaops.persistence.postgres.config.SecurityCheck;

/** What is wrong with the tables of a module. Pure. */
final class TableRules {

    /** What differs between a condition as it is written and as the server prints it; none of it changes the meaning. */
    private static final Pattern NOISE =
            Pattern.compile("::(text|uuid)|\\bSELECT\\b|\\bAS require_current_tenant\\b|[()\\s\"]");

    private final ModuleTables tables;

    TableRules(ModuleTables tables) {
        this.tables = tables;
    }

    List<SecurityFinding> findings(SchemaFacts schema) {
        List<SecurityFinding> findings = new ArrayList<>();
        boolean isolated = false;
        for (SchemaFacts.Table table : schema.tables()) {
            Optional<String> condition = tables.condition(table.name(), table.hasTenantColumn());
            if (condition.isPresent()) {
                isolated = true;
                rowSecurity(table, findings);
                policies(table, condition.get(), findings);
            }
        }
        if (isolated) {
            tenantFunction(schema, findings);
        }
        return findings;
    }

    private void rowSecurity(SchemaFacts.Table table, List<SecurityFinding> findings) {
        String name = Identifiers.name(tables.module(), table.name());
        if (!table.enabled()) {
            findings.add(new SecurityFinding(
                    SecurityCheck.ROW_LEVEL_SECURITY,
                    "row-level security of table " + name + " is not enabled",
                    List.of("ALTER TABLE " + name + " ENABLE ROW LEVEL SECURITY"),
                    ""));
        }
        if (!table.forced()) {
            findings.add(new SecurityFinding(
                    SecurityCheck.ROW_LEVEL_SECURITY,
                    "row-level security of table " + name + " is not forced, so that it does not bind its owner",
                    List.of("ALTER TABLE " + name + " FORCE ROW LEVEL SECURITY"),
                    ""));
        }
    }

    private void policies(SchemaFacts.Table table, String condition, List<SecurityFinding> findings) {
        String name = Identifiers.name(tables.module(), table.name());
        List<String> statements = new ArrayList<>();
        List<String> wrong = new ArrayList<>();
        boolean found = false;
        for (SchemaFacts.Policy policy : table.policies()) {
            if (!found && isolates(policy, condition)) {
                found = true;
            } else {
                wrong.add(Identifiers.name(policy.name()));
                statements.add("DROP POLICY " + Identifiers.name(policy.name()) + " ON " + name);
            }
        }
        if (found && wrong.isEmpty()) {
            return;
        }
        if (!found) {
            statements.add("CREATE POLICY tenant_isolation ON " + name + " FOR ALL USING (" + condition
                    + ") WITH CHECK (" + condition + ")");
        }
        findings.add(new SecurityFinding(
                SecurityCheck.POLICIES,
                "table " + name + (found ? " has" : " has no policy that compares the tenant")
                        + (wrong.isEmpty()
                                ? ""
                                : (found ? "" : ", but")
                                        + " another policy, which may let rows of other tenants through: "
                                        + String.join(", ", wrong)),
                statements,
                ""));
    }

    private static boolean isolates(SchemaFacts.Policy policy, String condition) {
        String wanted = plain(condition);
        return policy.forEverything()
                && plain(policy.using()).equals(wanted)
                && (policy.check().isEmpty() || plain(policy.check()).equals(wanted));
    }

    private void tenantFunction(SchemaFacts schema, List<SecurityFinding> findings) {
        boolean ours = schema.tenantFunction()
                .filter(it -> it.plain() && tables.tenantFunction().contains("$$" + it.source() + "$$"))
                .isPresent();
        if (!ours) {
            findings.add(new SecurityFinding(
                    SecurityCheck.POLICIES,
                    "the function " + Identifiers.name(tables.module() + "_app", "require_current_tenant")
                            + ", which every policy calls, "
                            + (schema.tenantFunction().isPresent()
                                    ? "is not the library's, or was made for another tenant setting"
                                    : "is missing"),
                    List.of(tables.tenantFunction()),
                    ""));
        }
    }

    static String plain(String condition) {
        return NOISE.matcher(condition).replaceAll("");
    }
}
