// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.internal;

import java.net.ConnectException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.Limits;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.spi.NoAccessException;
import org.stellaops.persistence.value.Texts;

/** Classifies errors of PostgreSQL, its driver and the pool. Messages contain the SQLSTATE and never a value. */
final class PostgresFaults {

    private PostgresFaults() {}

    /** When an error happened. */
    enum Moment {
        /** While waiting for a connection: nothing was sent. */
        CONNECTING,
        /** Before the commit was sent: the transaction is rolled back. */
        BEFORE_COMMIT,
        /** After an auto-committing statement, or the commit, was sent. */
        COMMITTING
    }

    /** Whether the same transaction may be retried: the server rolled it back because of concurrent ones. */
    static boolean isTransient(SQLException e) {
        return "40001".equals(e.getSQLState()) || "40P01".equals(e.getSQLState());
    }

    /** Whether the server rejected a value or a row, so that a retry is useless. */
    static boolean isRejection(SQLException e) {
        String state = stateOf(e);
        return state.startsWith("22")
                || state.startsWith("23")
                || state.startsWith("54")
                || state.startsWith("P0")
                || state.equals("44000")
                || state.equals("27000")
                || isTooLargeToAllocate(e, state);
    }

    /** A value beyond one gigabyte has no state of its own. */
    private static boolean isTooLargeToAllocate(SQLException e, String state) {
        return state.equals("XX000")
                && message(e)
                        .map(it -> String.valueOf(it.getMessage()).startsWith("invalid memory alloc request size"))
                        .orElse(false);
    }

    /** Whether the heap of this process, and not the server's memory, ran out; the driver uses the same state for both. */
    private static boolean isOwnHeap(SQLException e) {
        return hasCause(e, OutOfMemoryError.class)
                || (stateOf(e).equals("53200") && message(e).isEmpty());
    }

    static boolean isUniqueViolation(SQLException e) {
        return "23505".equals(e.getSQLState());
    }

    /** The violated constraint. */
    static Optional<String> constraintOf(SQLException e) {
        return message(e).map(ServerErrorMessage::getConstraint);
    }

    /** Why a row was rejected, with its path and without its values. */
    static String rejectionOf(SQLException e) {
        String place = message(e)
                .map(it -> {
                    @Nullable String named = it.getConstraint() == null ? it.getColumn() : it.getConstraint();
                    return named == null ? "" : ", at " + named;
                })
                .orElse("");
        return "PostgreSQL rejected the record with SQLSTATE " + stateOf(e) + place;
    }

    /** The exception to throw. */
    static StoreException storeException(SQLException e, Moment moment, String what) {
        Fault.Kind kind = kind(e, moment);
        boolean refusedToConnect = moment == Moment.CONNECTING && kind == Fault.Kind.UNAVAILABLE;
        String reason = refusedToConnect ? ConnectFailures.reason(stateOf(e)) : reason(e, kind);
        @Nullable
        Throwable cause = refusedToConnect && ConnectFailures.isNoAccess(stateOf(e))
                ? new NoAccessException("SQLSTATE " + stateOf(e))
                : withoutValues(e, kind);
        return new StoreException(kind, what + " in PostgreSQL failed: " + reason, cause);
    }

    private static Fault.Kind kind(SQLException e, Moment moment) {
        String state = stateOf(e);
        if (moment == Moment.CONNECTING) {
            return connecting(e);
        } else if (isOwnHeap(e)) {
            return moment == Moment.COMMITTING ? Fault.Kind.NO_ANSWER : Fault.Kind.OVERLOADED;
        } else if (state.startsWith("08") || state.equals("57P01") || state.equals("57P02") || state.equals("40003")) {
            // Without an answer, the outcome of a commit is unknown; so is it with 40003.
            return moment == Moment.COMMITTING ? Fault.Kind.NO_ANSWER : Fault.Kind.UNAVAILABLE;
        } else if (state.startsWith("57")
                || state.startsWith("53")
                || state.startsWith("40")
                || state.equals("55P03")
                || state.equals("25P03")
                || state.equals("25006")) {
            return Fault.Kind.UNAVAILABLE;
        }
        // An error that the server itself reports has rolled the transaction back, a commit included.
        return message(e).isPresent() ? Fault.Kind.REFUSED : Fault.Kind.BROKEN;
    }

    private static Fault.Kind connecting(SQLException e) {
        if (Thread.currentThread().isInterrupted() || hasCause(e, InterruptedException.class)) {
            return Fault.Kind.INTERRUPTED;
        }
        boolean full = e instanceof SQLTransientConnectionException && e.getCause() == null;
        return full && !hasCause(e, ConnectException.class) ? Fault.Kind.OVERLOADED : Fault.Kind.UNAVAILABLE;
    }

    private static String reason(SQLException e, Fault.Kind kind) {
        String state = "SQLSTATE " + stateOf(e);
        if (isOwnHeap(e)) {
            return "the heap of this process ran out (" + state
                    + "), not the server's memory; ask for less at once or enlarge the heap";
        }
        return switch (kind) {
            case OVERLOADED -> "no connection of the pool became free in time; reduce concurrency or enlarge the pool";
            case UNAVAILABLE ->
                "it cannot be reached or does not serve (" + state + "); nothing was changed, try later";
            case NO_ANSWER ->
                "the connection was lost before the answer (" + state
                        + "); it may have taken effect, so check before retrying";
            case INTERRUPTED -> "the thread was interrupted";
            default ->
                state
                        + quotable(e)
                        + (stateOf(e).equals("42501")
                                ? "; grant the role this right: docs/guide/operations.md lists those that it needs"
                                : "; the schema or the privileges of the role are not as the library requires");
        };
    }

    /** The server's message, unless it concerns values, which it then quotes. */
    private static String quotable(SQLException e) {
        return isRejection(e)
                ? ""
                : message(e)
                        .map(it -> ", " + Limits.bounded(Texts.printable(String.valueOf(it.getMessage()))))
                        .orElse("");
    }

    /** Detail and context of a server error quote values, so such an error is not passed on as a cause. */
    private static @Nullable SQLException withoutValues(SQLException e, Fault.Kind kind) {
        return message(e).isPresent() && kind == Fault.Kind.REFUSED ? null : e;
    }

    private static Optional<ServerErrorMessage> message(SQLException e) {
        return e instanceof PSQLException it ? Optional.ofNullable(it.getServerErrorMessage()) : Optional.empty();
    }

    private static String stateOf(SQLException e) {
        String state = e.getSQLState();
        return state == null ? "" : state;
    }

    private static boolean hasCause(Throwable e, Class<? extends Throwable> wanted) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (wanted.isInstance(cause)) {
                return true;
            }
        }
        return false;
    }
}
