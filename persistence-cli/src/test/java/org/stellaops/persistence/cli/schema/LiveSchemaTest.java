// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cli.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.stellaops.persistence.postgres.config.PostgresConfig;
import org.stellaops.persistence.testkit.engine.PostgresDatabase;
import org.stellaops.persistence.testkit.engine.PostgresExtension;

@ExtendWith(PostgresExtension.class)
class LiveSchemaTest {

    private static final String READ_ONLY_SQL_TRANSACTION = "25006";

    @Test
    void theServerRefusesWritesOfCommandsThatOnlyRead(PostgresDatabase database) throws SQLException {
        PostgresConfig config = PostgresConfig.of(database.jdbcUrl(), database.user(), database.password());
        try (Connection connection = new LiveSchema(config, "issuer").connect();
                Statement statement = connection.createStatement()) {
            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(() -> statement.execute("CREATE TABLE public.t (i int)"))
                    .satisfies(it -> assertThat(it.getSQLState()).isEqualTo(READ_ONLY_SQL_TRANSACTION));
        }
    }
}
