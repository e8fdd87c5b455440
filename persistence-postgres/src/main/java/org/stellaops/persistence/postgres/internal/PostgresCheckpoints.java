// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.internal;

import java.util.Map;
import java.util.Optional;
import org.stellaops.persistence.postgres.internal.Database.Access;
import org.stellaops.persistence.spi.Checkpoints;
import org.stellaops.persistence.spi.CopyChunk;
import org.stellaops.persistence.spi.TargetStore;

/** Checkpoints of long-running work, in the table {@code sync_checkpoints}. */
final class PostgresCheckpoints implements Checkpoints {

    private static final String LOAD = "SELECT content FROM {table} WHERE name = ?";
    private static final String SAVE = """
            INSERT INTO {table} (name, content) VALUES (?, ?)
            ON CONFLICT (name) DO UPDATE SET content = excluded.content, saved_at = excluded.saved_at""";
    private static final String CLEAR = "DELETE FROM {table} WHERE name = ?";

    private final String module;
    private final Map<String, String> places;
    private final Database database;
    private final Preparation preparation;

    PostgresCheckpoints(String module, Database database, Preparation preparation) {
        this.module = module;
        this.places = places(module);
        this.database = database;
        this.preparation = preparation;
    }

    private static Map<String, String> places(String module) {
        return Map.of("table", Sql.name(module) + ".\"sync_checkpoints\"");
    }

    /** The statement that saves a progress, for a transaction that has begun. */
    static Pipeline saving(String module, CopyChunk.Progress progress) {
        return new Pipeline().add(SqlTemplate.fill(SAVE, places(module)), progress.name(), progress.text());
    }

    @Override
    public boolean isWrittenBy(TargetStore store) {
        return store instanceof PostgresTargetStore it && it.isOf(module, database);
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
