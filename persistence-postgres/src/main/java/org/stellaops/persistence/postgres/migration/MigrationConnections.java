package org.stellaops.persistence.postgres.migration;

import java.sql.Connection;
import java.sql.SQLException;

/** Where a runner's connections come from. */
interface MigrationConnections {

    /** Opens one, which the caller closes. */
    Connection open() throws SQLException;
}
