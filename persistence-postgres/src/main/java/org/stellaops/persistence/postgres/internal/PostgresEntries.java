// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.internal;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.stellaops.persistence.postgres.internal.Database.Access;
import org.stellaops.persistence.spi.ControlEntries;

/** Entries beside the control record, in the table {@code sync_entries}. */
final class PostgresEntries implements ControlEntries {

    private static final String FIND = "SELECT name, revision, content FROM {entries} WHERE name = ?";

    private static final String LIST =
            "SELECT name, revision, content FROM {entries} WHERE starts_with(name, ?) ORDER BY name";

    private static final String INSERT = """
            INSERT INTO {entries} (name, revision, content)
            VALUES (?, 1, ?)
            ON CONFLICT (name) DO NOTHING
            """;

    private static final String REPLACE = """
            UPDATE {entries}
            SET revision = revision + 1, content = ?
            WHERE name = ? AND revision = ? AND content = ?
            """;

    private static final String REMOVE = "DELETE FROM {entries} WHERE name = ? AND revision = ? AND content = ?";

    private final Map<String, String> places;
    private final Database database;
    private final Preparation preparation;

    PostgresEntries(String module, Database database, Preparation preparation) {
        this.places = Map.of("entries", Sql.name(module) + ".\"sync_entries\"");
        this.database = database;
        this.preparation = preparation;
    }

    @Override
    public Optional<Entry> find(String name) {
        return read("reading entry " + name, FIND, name).stream().findFirst();
    }

    @Override
    public List<Entry> list(String prefix) {
        return read("listing entries of " + prefix, LIST, prefix);
    }

    @Override
    public boolean insert(String name, String text) {
        return change("writing entry " + name, INSERT, name, text);
    }

    @Override
    public boolean replace(Entry expected, String text) {
        return change(
                "writing entry " + expected.name(),
                REPLACE,
                text,
                expected.name(),
                expected.revision(),
                expected.text());
    }

    @Override
    public boolean remove(Entry expected) {
        return change(
                "removing entry " + expected.name(), REMOVE, expected.name(), expected.revision(), expected.text());
    }

    private List<Entry> read(String what, String template, Object... parameters) {
        preparation.ensure();
        return database.read(Access.MAINTENANCE, what, connection -> {
            Pipeline pipeline =
                    database.pipeline(Access.MAINTENANCE, "").add(SqlTemplate.fill(template, places), parameters);
            try (Pipeline.Answers answers = pipeline.send(connection).skip(1)) {
                return answers.rows(PostgresEntries::entry);
            }
        });
    }

    private boolean change(String what, String template, Object... parameters) {
        preparation.ensure();
        return database.change(Access.MAINTENANCE, what, connection -> {
            Pipeline pipeline =
                    database.pipeline(Access.MAINTENANCE, "").add(SqlTemplate.fill(template, places), parameters);
            try (Pipeline.Answers answers = pipeline.send(connection).skip(1)) {
                return answers.count() > 0;
            }
        });
    }

    private static Entry entry(ResultSet row) throws SQLException {
        return new Entry(row.getString(1), row.getLong(2), row.getString(3));
    }
}
