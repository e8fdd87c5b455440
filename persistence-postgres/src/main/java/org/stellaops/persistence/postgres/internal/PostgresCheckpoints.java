// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.internal;

import java.util.Map;
import java.util.Optional;
import org.stellaops.persistence.postgres.internal.Database.Access;
import org.stellaops.persistence.spi.Checkpoints;

/** Checkpoints of long-running work, in the table {@code sync_checkpoints}. */
final class PostgresCheckpoints implements Checkpoints {

    private static final String LOAD = "SELECT content FROM {table} WHERE name = ?";
    private static final String SAVE = """
            INSERT INTO {table} (name, content) VALUES (?, ?)
            ON CONFLICT (name) DO UPDATE SET content = excluded.content, saved_at = excluded.saved_at""";
    private static final String CLEAR = "DELETE FROM {table} WHERE name = ?";

    private final Map<String, String> places;
    private final Database database;
    private final Preparation preparation;

    PostgresCheckpoints(String module, Database database, Preparation preparation) {
        this.places = Map.of("table", Sql.name(module) + ".\"sync_checkpoints\"");
        this.database = database;
        this.preparation = preparation;
    }

    @Override
    public Optional<String> load(String name) {
        preparation.ensure();
        return database.read(Access.MAINTENANCE, "loading checkpoint " + name, connection -> {
            Pipeline pipeline = database.pipeline(Access.MAINTENANCE, "").add(SqlTemplate.fill(LOAD, places), name);
            try (Pipeline.Answers answers = pipeline.send(connection).skip(1)) {
                return answers.rows(row -> row.getString(1)).stream().findFirst();
            }
        });
    }

    @Override
    public void save(String name, String text) {
        change("saving checkpoint " + name, SAVE, name, text);
    }

    @Override
    public void clear(String name) {
        change("clearing checkpoint " + name, CLEAR, name);
    }

    private void change(String what, String template, Object... parameters) {
        preparation.ensure();
        database.change(Access.MAINTENANCE, what, connection -> {
            Pipeline pipeline =
                    database.pipeline(Access.MAINTENANCE, "").add(SqlTemplate.fill(template, places), parameters);
            try (Pipeline.Answers answers = pipeline.send(connection).skip(1)) {
                return answers.count();
            }
        });
    }
}
