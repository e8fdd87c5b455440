// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.internal;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Statements that are sent together, in one round trip; each sees the effects of the previous ones, and a failing one
 * fails all.
 */
final class Pipeline {

    /** Texts of pipelines, so that the driver finds what it has prepared without reading a text again. */
    private static final KnownTexts<List<String>> TEXTS = new KnownTexts<>(List::copyOf);

    private final List<String> statements = new ArrayList<>();
    private final List<@Nullable Object> parameters = new ArrayList<>();

    /** Adds a statement. Parameters are numbers, booleans, texts and arrays. */
    @CanIgnoreReturnValue
    Pipeline add(String statement, @Nullable Object... values) {
        statements.add(statement);
        for (Object value : values) {
            parameters.add(value);
        }
        return this;
    }

    int size() {
        return statements.size();
    }

    private String text() {
        return TEXTS.of(statements, () -> String.join("; ", statements));
    }

    /** Maps one row of a result. */
    interface RowReader<T> {
        T read(ResultSet row) throws SQLException;
    }

    /** Sends the statements. Results are in the order of the statements. */
    Answers send(Connection connection) throws SQLException {
        PreparedStatement prepared = connection.prepareStatement(text());
        try {
            for (int i = 0; i < parameters.size(); i++) {
                bind(prepared, i + 1, parameters.get(i));
            }
            return new Answers(prepared, prepared.execute());
        } catch (SQLException | RuntimeException e) {
            prepared.close();
            throw e;
        }
    }

    /** Sends the statements, if there are any, and looks at no result. */
    void run(Connection connection) throws SQLException {
        if (!statements.isEmpty()) {
            send(connection).close();
        }
    }

    private static void bind(PreparedStatement prepared, int index, @Nullable Object value) throws SQLException {
        if (value instanceof Long it) {
            prepared.setLong(index, it);
        } else if (value instanceof Integer it) {
            prepared.setInt(index, it);
        } else if (value instanceof Boolean it) {
            prepared.setBoolean(index, it);
        } else if (value instanceof ArrayParameter it) {
            // As of no type, so that the statement's own is taken.
            prepared.setObject(index, it.text(), Types.OTHER);
        } else {
            prepared.setString(index, (String) value);
        }
    }

    /** The results of the statements, in order. */
    static final class Answers implements AutoCloseable {

        private final PreparedStatement prepared;
        private boolean rows;
        private boolean begun;

        private Answers(PreparedStatement prepared, boolean rows) {
            this.prepared = prepared;
            this.rows = rows;
        }

        /** Skips the results of the next statements. */
        @CanIgnoreReturnValue
        Answers skip(int count) throws SQLException {
            for (int i = 0; i < count; i++) {
                advance();
            }
            return this;
        }

        /** The rows of the next statement. */
        @CanIgnoreReturnValue
        <T> List<T> rows(RowReader<T> reader) throws SQLException {
            advance();
            if (!rows) {
                throw new IllegalStateException("a statement that should return rows returned a count");
            }
            List<T> read = new ArrayList<>();
            try (ResultSet result = prepared.getResultSet()) {
                while (result.next()) {
                    read.add(reader.read(result));
                }
            }
            return read;
        }

        /** How many rows the next statement changed. */
        int count() throws SQLException {
            advance();
            if (rows) {
                throw new IllegalStateException("a statement that should return a count returned rows");
            }
            return prepared.getUpdateCount();
        }

        private void advance() throws SQLException {
            if (begun) {
                rows = prepared.getMoreResults();
            }
            begun = true;
        }

        @Override
        public void close() throws SQLException {
            prepared.close();
        }
    }
}
