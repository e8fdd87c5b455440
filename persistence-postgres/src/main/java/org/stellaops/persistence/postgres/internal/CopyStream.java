// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.internal;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** One COPY into a table, in a transaction of its caller: rows are sent in pieces while the server stores the previous ones. */
final class CopyStream implements AutoCloseable {

    private static final int PIECE = 1 << 16;

    private final CopyIn copy;
    private final CopyText rows;

    /** Begins it; the buffer is used until it is closed. */
    CopyStream(Connection connection, String statement, CopyText buffer) throws SQLException {
        this.copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(statement);
        this.rows = buffer;
        buffer.clear();
    }

    /** Sends a row; null is an SQL null. */
    void add(List<? extends @Nullable String> row) throws SQLException {
        rows.add(row);
        if (rows.length() >= PIECE) {
            send();
        }
    }

    /** Waits until the server has stored everything. */
    void end() throws SQLException {
        send();
        long unused = copy.endCopy();
    }

    private void send() throws SQLException {
        if (rows.length() > 0) {
            copy.writeToCopy(rows.bytes(), 0, rows.length());
            rows.clear();
        }
    }

    /** Cancels what has not come to its end, so that the connection can roll back. */
    @Override
    public void close() throws SQLException {
        if (copy.isActive()) {
            copy.cancelCopy();
        }
    }
}
