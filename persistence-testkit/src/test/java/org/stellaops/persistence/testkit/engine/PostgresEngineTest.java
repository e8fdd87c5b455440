// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(PostgresExtension.class)
class PostgresEngineTest {

    @Test
    void eachClassHasAnEmptyDatabaseOfItsOwn(PostgresDatabase database, PostgresEngine engine) throws SQLException {
        assertThat(database.name()).startsWith("t_postgresenginetest_");
        assertThat(ask(database, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"))
                .isEqualTo("0");
        PostgresDatabase another = engine.createDatabase("Another One");
        execute(another, "CREATE TABLE t (id int)");
        engine.dropDatabase(another);
        assertThatThrownBy(another::connect).isInstanceOf(SQLException.class).hasMessageContaining("does not exist");
    }

    @Test
    void aDescriptionNamesTheVersion(PostgresEngine engine) {
        assertThat(engine.describe()).containsPattern("PostgreSQL [0-9]+");
    }

    @Test
    void whatWasCommittedSurvivesStopAndKill(@TempDir Path directory) throws SQLException {
        try (PostgresEngine engine =
                PostgresEngine.startEmbedded(PostgresOptions.defaults().keptIn(directory.resolve("data")))) {
            PostgresDatabase database = engine.createDatabase("crash");
            execute(database, "CREATE TABLE t (id int)");
            execute(database, "INSERT INTO t VALUES (1)");
            assertThat(ask(database, "SHOW fsync")).isEqualTo("on");
            assertThat(ask(database, "SHOW synchronous_commit")).isEqualTo("on");

            engine.stop();
            assertThatThrownBy(database::connect).isInstanceOf(SQLException.class);
            engine.startAgain();
            execute(database, "INSERT INTO t VALUES (2)");
            engine.kill();
            engine.startAgain();

            assertThat(ask(database, "SELECT sum(id) FROM t")).isEqualTo("3");
        }
    }

    private static void execute(PostgresDatabase database, String sql) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String ask(PostgresDatabase database, String sql) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            assertThat(result.next()).isTrue();
            return result.getString(1);
        }
    }
}
