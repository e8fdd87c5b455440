// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.internal;

import java.sql.Connection;
import java.sql.SQLException;
import org.stellaops.persistence.postgres.internal.Database.Access;

/** Where connections come from. Safe for concurrent use. */
interface Sessions extends AutoCloseable {

    /** A connection that is in no transaction and commits by itself; waits for one that is free. */
    Lease lease(Access access) throws SQLException;

    /**
     * Calls of {@code set_config} for whatever a session does not have set already, separated by commas; each transaction makes
     * them first. Empty if there is nothing to set.
     */
    String settings();

    @Override
    void close();

    /** A connection while it is in use; closing gives it back. */
    interface Lease extends AutoCloseable {

        Connection connection();

        @Override
        void close() throws SQLException;
    }
}
