// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.migration;

import java.sql.SQLException;
import java.util.Optional;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.StoreException;

/** How a migration fails: with the schema, the file and what to do, and without values. */
final class MigrationFailures {

    private MigrationFailures() {}

    /** A file is not the one that was run. */
    public static String changed(String module, String name) {
        return "migration " + name + " of " + module
                + " was changed after it had been run (its checksum differs); restore the file and put the change into a"
                + " new one";
    }

    /** Something that only a person can mend. */
    public static StoreException broken(String message) {
        return new StoreException(Fault.Kind.BROKEN, message, null);
    }

    /** What the database answered. */
    public static StoreException storeException(String module, String what, SQLException e) {
        String state = e.getSQLState() == null ? "" : e.getSQLState();
        boolean away =
                state.startsWith("08") || state.startsWith("57") || state.startsWith("53") || state.equals("55P03");
        String message = what + " of schema " + module + " failed with SQLSTATE " + state + wordsOf(e, state)
                + "; it was rolled back, and " + (away ? "can be run again" : "must be mended before it is run again");
        return new StoreException(away ? Fault.Kind.UNAVAILABLE : Fault.Kind.BROKEN, message, null);
    }

    /** The server's words, unless they quote values. */
    private static String wordsOf(SQLException e, String state) {
        Optional<ServerErrorMessage> server =
                e instanceof PSQLException it ? Optional.ofNullable(it.getServerErrorMessage()) : Optional.empty();
        if (state.startsWith("22")) {
            return "";
        }
        return server.map(it -> " (" + it.getMessage() + ")").orElse("");
    }
}
