// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.migration;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.sql.Connection;
import java.sql.SQLException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;

/** Jdbi on a connection that somebody else owns, with the driver's exceptions, which decide what is tried again. */
final class JdbiSql {

    private final Handle handle;

    JdbiSql(Connection connection) {
        this.handle = Jdbi.open(connection);
    }

    /** Statements on a handle. */
    interface Statements<T> {
        T on(Handle handle);
    }

    @CanIgnoreReturnValue
    <T> T run(Statements<T> statements) throws SQLException {
        try {
            return statements.on(handle);
        } catch (JdbiException e) {
            // Jdbi's own message quotes the arguments.
            throw e.getCause() instanceof SQLException cause ? cause : new SQLException("Jdbi failed", e);
        }
    }
}
