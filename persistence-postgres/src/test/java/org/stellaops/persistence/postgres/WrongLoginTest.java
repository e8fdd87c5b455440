// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.postgres.config.PostgresConfig;
import org.stellaops.persistence.testkit.engine.PostgresDatabase;
import org.stellaops.persistence.testkit.engine.PostgresEngine;
import org.stellaops.persistence.testkit.engine.PostgresExtension;

/** What a newcomer gets wrong in the address, as a real server answers it. */
@ExtendWith(PostgresExtension.class)
class WrongLoginTest {

    private static String failure(String url, String user, String password) {
        PostgresConfig config = PostgresConfig.of(url, user, password)
                .withTimeouts(Duration.ofSeconds(3), Duration.ofSeconds(5), Duration.ofSeconds(2));
        try (PostgresBackend backend = PostgresBackend.open(config, "desk")) {
            return catchThrowableOfType(
                            StoreException.class, () -> backend.control().read())
                    .fault()
                    .message();
        }
    }

    @Test
    void anUnknownUserIsALoginThatWasRejected(PostgresDatabase database) {
        assertThat(failure(database.jdbcUrl(), "nobody_here", "secret"))
                .contains("the server rejected the login", "check user and password")
                .doesNotContain("secret");
    }

    @Test
    void anUnknownDatabaseIsNamedAsSuch(PostgresDatabase database) {
        assertThat(failure(database.jdbcUrl() + "_not", database.user(), database.password()))
                .contains("there is no such database", "create the database");
    }

    @Test
    void aLoginWithoutTheRightToConnectIsToldSo(PostgresEngine engine) throws SQLException {
        PostgresDatabase database = engine.createDatabase("closed");
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE ROLE closed_out LOGIN PASSWORD 'x'");
            statement.execute("REVOKE CONNECT ON DATABASE \"" + database.name() + "\" FROM PUBLIC");
        }
        assertThat(failure(database.jdbcUrl(), "closed_out", "x"))
                .contains("may not connect to this database", "grant it CONNECT");
    }

    @Test
    void aPortOnWhichNobodyListensIsCheckedByTheReader() {
        assertThat(failure("jdbc:postgresql://127.0.0.1:1/none", "me", ""))
                .contains("cannot be reached", "check host and port");
    }
}
