// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.internal;

import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** One COPY into a table, in a transaction of its caller: rows are sent in pieces while the server stores the previous ones. */
final class CopyStream implements AutoCloseable {

    private static final int PIECE = 1 << 16;

    private final CopyIn copy;
    private final CopyBytes rows;

    /** Begins it; the buffer is used until it is closed. */
    CopyStream(Connection connection, String statement, CopyBytes buffer) throws SQLException {
        this.copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(statement);
        this.rows = buffer;
        buffer.clear();
        buffer.begin();
    }

    /** Sends what is in the buffer if that is worth a message; between two rows. */
    void pass() throws SQLException {
        if (rows.length() >= PIECE) {
            send();
        }
    }

    /** Waits until the server has stored everything. */
    void end() throws SQLException {
        rows.end();
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
