// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.schemacheck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.stellaops.persistence.postgres.migration.Migration;
import org.stellaops.persistence.postgres.migration.MigrationRunner;
import org.stellaops.persistence.postgres.migration.Migrations;
import org.stellaops.persistence.testkit.engine.PostgresDatabase;
import org.stellaops.persistence.testkit.engine.PostgresEngine;
import org.stellaops.persistence.testkit.engine.PostgresExtension;

/** A schema that keeps the rules has no finding; each way to break one is found and named. */
@ExtendWith(PostgresExtension.class)
class SchemaCheckTest {

    private static final String CLEAN = """
            CREATE TABLE IF NOT EXISTS billing.customers (
                tenant_id text NOT NULL,
                id uuid NOT NULL DEFAULT gen_random_uuid(),
                name text NOT NULL,
                created_at timestamptz NOT NULL DEFAULT now(),
                PRIMARY KEY (tenant_id, id)
            );
            COMMENT ON TABLE billing.customers IS 'Who pays.';
            CREATE INDEX IF NOT EXISTS idx_customers_name ON billing.customers (tenant_id, name);
            CREATE TABLE IF NOT EXISTS billing.bills (
                tenant_id text NOT NULL,
                id uuid NOT NULL DEFAULT gen_random_uuid(),
                customer_id uuid,
                due_at timestamptz,
                tags text[] NOT NULL,
                PRIMARY KEY (tenant_id, id),
                CONSTRAINT bills_customer_id_fkey FOREIGN KEY (tenant_id, customer_id)
                    REFERENCES billing.customers (tenant_id, id)
            );
            CREATE INDEX IF NOT EXISTS idx_bills_customer_id ON billing.bills (tenant_id, customer_id)
                WHERE customer_id IS NOT NULL;
            CREATE INDEX IF NOT EXISTS idx_bills_tags ON billing.bills USING gin (tags);
            CREATE INDEX IF NOT EXISTS idx_bills_due_at ON billing.bills (due_at DESC);
            COMMENT ON INDEX billing.idx_bills_due_at IS 'cross-tenant: reminders are sent for all tenants.';
            COMMENT ON TABLE billing.bills IS 'What is to be paid.';
            CREATE TABLE IF NOT EXISTS billing.currencies (id text PRIMARY KEY, name text);
            COMMENT ON TABLE billing.currencies IS 'Global.';
            SELECT billing_app.isolate_by_tenant('customers', 'bills')""";

    private PostgresEngine engine;
    private PostgresDatabase database;

    @BeforeEach
    void createCleanSchema(PostgresEngine given) {
        engine = given;
        database = engine.createDatabase("schemacheck");
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(database.jdbcUrl());
        source.setUser(database.user());
        source.setPassword(database.password());
        assertThat(new MigrationRunner(source, Migrations.of("billing", new Migration("001_billing.sql", CLEAN)))
                        .startup()
                        .names())
                .hasSize(1);
    }

    @AfterEach
    void dropDatabase() {
        engine.dropDatabase(database);
    }

    @Test
    void aSchemaThatKeepsTheRulesHasNoFinding() throws SQLException {
        assertThat(check("SELECT 1")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            SNAKE_CASE | billing.Bills2 | CREATE TABLE billing."Bills2" (id int PRIMARY KEY); COMMENT ON TABLE billing."Bills2" IS 'x'
            SNAKE_CASE | billing.currencies.theCode | ALTER TABLE billing.currencies ADD "theCode" text
            INDEX_NAME | billing.bills_by_tag | CREATE INDEX bills_by_tag ON billing.bills USING gin (tags)
            INDEX_NAME | billing.idx_bills_due | ALTER INDEX billing.idx_bills_due_at RENAME TO idx_bills_due
            PRIMARY_KEY | billing.notes | CREATE TABLE billing.notes (id int); COMMENT ON TABLE billing.notes IS 'x'
            TENANT_COLUMN | billing.bills.tenant_id | ALTER TABLE billing.bills DROP CONSTRAINT bills_pkey, ADD CONSTRAINT bills_pkey PRIMARY KEY (id), ALTER tenant_id DROP NOT NULL
            TENANT_COLUMN | billing.bills | ALTER TABLE billing.bills DROP CONSTRAINT bills_pkey, ADD CONSTRAINT bills_pkey PRIMARY KEY (id, tenant_id)
            TENANT_COLUMN | billing.bill_lines | CREATE TABLE billing.bill_lines (id uuid PRIMARY KEY, a text, FOREIGN KEY (a, id) REFERENCES billing.bills (tenant_id, id)); CREATE INDEX idx_bill_lines_a_id ON billing.bill_lines (a, id); COMMENT ON TABLE billing.bill_lines IS 'x'
            ROW_SECURITY | billing.bills | ALTER TABLE billing.bills DISABLE ROW LEVEL SECURITY
            ROW_SECURITY | billing.bills | ALTER TABLE billing.bills NO FORCE ROW LEVEL SECURITY
            ROW_SECURITY | billing.bills | CREATE POLICY second ON billing.bills USING (true)
            ROW_SECURITY | billing.bills | DROP POLICY tenant_isolation ON billing.bills
            ROW_SECURITY | billing.bills.tenant_isolation | ALTER POLICY tenant_isolation ON billing.bills USING (true)
            ROW_SECURITY | billing.bills.tenant_isolation | DROP POLICY tenant_isolation ON billing.bills; CREATE POLICY tenant_isolation ON billing.bills FOR SELECT USING (tenant_id = (SELECT billing_app.require_current_tenant()))
            TENANT_LED_INDEX | billing.idx_bills_due_at | COMMENT ON INDEX billing.idx_bills_due_at IS NULL
            FOREIGN_KEY_INDEX | billing.bills.bills_customer_id_fkey | DROP INDEX billing.idx_bills_customer_id
            NO_VARCHAR | billing.currencies.code | ALTER TABLE billing.currencies ADD code varchar(3)
            NO_VARCHAR | billing.currencies.code | ALTER TABLE billing.currencies ADD code char(3)[]
            TIMESTAMP_ZONE | billing.bills.paid_at | ALTER TABLE billing.bills ADD paid_at timestamp
            TIMESTAMP_ZONE | billing.bills.paid_at | ALTER TABLE billing.bills ADD paid_at timestamp(3)
            COLUMN_TYPE | billing.bills.extra | ALTER TABLE billing.bills ADD extra json
            COLUMN_TYPE | billing.bills.total | ALTER TABLE billing.bills ADD total money
            COLUMN_TYPE | billing.bills.number | ALTER TABLE billing.bills ADD number bigserial
            AUDIT_COLUMNS | billing.customers.created_at | ALTER TABLE billing.customers ALTER created_at DROP DEFAULT
            AUDIT_COLUMNS | billing.bills.updated_at | ALTER TABLE billing.bills ADD updated_at timestamptz
            TABLE_COMMENT | billing.bills | COMMENT ON TABLE billing.bills IS NULL
            """)
    void eachBrokenRuleIsNamedWithItsObject(SchemaRule rule, String object, String sql) throws SQLException {
        List<SchemaFinding> findings = check(sql);

        assertThat(findings).anyMatch(it -> it.rule() == rule && it.object().equals(object));
        assertThat(findings)
                .extracting(SchemaFinding::rule)
                .as("no other rule: " + findings)
                .containsOnly(rule);
        assertThat(findings.get(0).toString()).contains(rule.name(), object, rule.demand());
    }

    @Test
    void aServiceRoleThatCanAvoidTheRulesIsFound() throws SQLException {
        try {
            assertThat(check("CREATE ROLE billing_app BYPASSRLS; ALTER TABLE billing.currencies OWNER TO billing_app"))
                    .extracting(SchemaFinding::rule, SchemaFinding::object)
                    .containsExactly(
                            tuple(SchemaRule.SERVICE_ROLE, "billing_app"),
                            tuple(SchemaRule.SERVICE_ROLE, "billing.currencies"));
        } finally {
            // Roles belong to all databases of the server.
            execute("REASSIGN OWNED BY billing_app TO session_user; DROP ROLE billing_app");
        }
    }

    @Test
    void everyRuleHasASchemaThatBreaksIt() throws NoSuchMethodException {
        String broken = SchemaCheckTest.class
                .getDeclaredMethod("eachBrokenRuleIsNamedWithItsObject", SchemaRule.class, String.class, String.class)
                .getAnnotation(CsvSource.class)
                .textBlock();
        Set<SchemaRule> rules = broken.lines()
                .map(it -> SchemaRule.valueOf(it.substring(0, it.indexOf(' ')).strip()))
                .collect(Collectors.toCollection(() -> EnumSet.of(SchemaRule.SERVICE_ROLE)));

        assertThat(rules).containsExactlyInAnyOrder(SchemaRule.values());
        // One more breaks the rule of the service's role.
        System.out.println(
                "schema-check: " + rules.size() + " rules, " + (broken.lines().count() + 1) + " broken schemas");
    }

    @Test
    void theScriptOfASchemaCreatesAnEqualOne() throws SQLException {
        String script;
        try (Connection connection = database.connect()) {
            script = SchemaScript.of(SchemaSnapshot.read(connection, "billing"));
        }
        PostgresDatabase copy = engine.createDatabase("schemascript");
        try (Connection connection = copy.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(script);
            assertThat(SchemaScript.of(SchemaSnapshot.read(connection, "billing")))
                    .isEqualTo(script);
        } finally {
            engine.dropDatabase(copy);
        }
    }

    private List<SchemaFinding> check(String sql) throws SQLException {
        execute(sql);
        try (Connection connection = database.connect()) {
            return SchemaCheck.check(connection, "billing");
        }
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
