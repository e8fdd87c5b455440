// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.migration;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Additive statements pass, all others are named. */
class StartupRulesTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE TABLE IF NOT EXISTS a (b text)",
                "create unique index if not exists i on a (b) where c > 0",
                "ALTER TABLE s.a ADD COLUMN IF NOT EXISTS b text",
                "ALTER TABLE a ADD COLUMN IF NOT EXISTS b integer NOT NULL DEFAULT 0",
                "COMMENT ON TABLE a IS 'drop table; it''s --'",
                "CREATE OR REPLACE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$ BEGIN DELETE FROM a; END $$",
                "INSERT INTO a SELECT 1 ON CONFLICT (b) DO NOTHING",
                "-- DROP TABLE a\nGRANT SELECT ON a TO b",
                "DO $do$ BEGIN PERFORM 1; END $do$",
                ""
            })
    void whatOnlyAddsIsAllowed(String sql) {
        assertThat(StartupRules.problemsOf(new Migration("001_a.sql", sql))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE TABLE a (b text)",
                "CREATE INDEX i ON a (b)",
                "DROP TABLE IF EXISTS a",
                "ALTER TABLE a DROP COLUMN b",
                "ALTER TABLE a ALTER COLUMN b TYPE bigint",
                "ALTER TABLE a RENAME TO c",
                "ALTER TABLE a ADD COLUMN IF NOT EXISTS b text NOT NULL",
                "TRUNCATE a",
                "UPDATE a SET b = 1",
                "DELETE FROM a",
                "INSERT INTO a VALUES (1)",
                "INSERT INTO a VALUES (1) ON CONFLICT (b) DO UPDATE SET b = 2",
                "DO $$ BEGIN EXECUTE 'drop table a'; END $$",
                "/* comment */ VACUUM a",
                "SELECT 1; DROP TABLE a"
            })
    void whatAFormerVersionCannotLiveWithIsNamed(String sql) {
        assertThat(StartupRules.problemsOf(new Migration("001_a.sql", sql)))
                .singleElement()
                .asString()
                .contains("001_a.sql");
        assertThat(StartupRules.problemsOf(new Migration("100_a.sql", sql))).isEmpty();
    }

    @Test
    void aSeedOnlyAddsRows() {
        assertThat(StartupRules.problemsOf(new Migration("S001_a.sql", "CREATE TABLE IF NOT EXISTS a ()")))
                .hasSize(1);
        assertThat(StartupRules.problemsOf(
                        new Migration("S001_a.sql", "INSERT INTO a VALUES (';') ON CONFLICT DO NOTHING")))
                .isEmpty();
    }

    @Test
    void statementsEndWhereTheServerEndsThem() {
        List<SqlStatements.Statement> statements = SqlStatements.of(
                "SELECT ';', E'\\';', $a$ ; $$ ; $a$ -- ;\n; /* ; */ SELECT \"x;\"\"\" ;; SELECT $$body$$");

        assertThat(statements)
                .extracting(SqlStatements.Statement::words)
                .containsExactly("SELECT '', '', ''", "SELECT \"X;\"\"\"", "SELECT ''");
        assertThat(statements.get(2).bodies()).containsExactly("body");
    }
}
