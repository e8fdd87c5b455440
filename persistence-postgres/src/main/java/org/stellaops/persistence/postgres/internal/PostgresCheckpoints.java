package org.stellaops.persistence.postgres.internal;

import java.util.Optional;
import org.stellaops.persistence.postgres.internal.Database.Access;
import org.stellaops.persistence.spi.Checkpoints;

/** Checkpoints of long-running work, in the table {@code sync_checkpoints}. */
final class PostgresCheckpoints implements Checkpoints {

    private final String table;
    private final Database database;
    private final Preparation preparation;

    PostgresCheckpoints(String module, Database database, Preparation preparation) {
        this.table = Sql.name(module) + ".\"sync_checkpoints\"";
        this.database = database;
        this.preparation = preparation;
    }

    @Override
    public Optional<String> load(String name) {
        preparation.ensure();
        return database.read(Access.MAINTENANCE, "loading checkpoint " + name, connection -> {
            Pipeline pipeline = database.pipeline(Access.MAINTENANCE, "")
                    .add("SELECT content FROM " + table + " WHERE name = ?", name);
            try (Pipeline.Answers answers = pipeline.send(connection).skip(1)) {
                return answers.rows(row -> row.getString(1)).stream().findFirst();
            }
        });
    }

    @Override
    public void save(String name, String text) {
        change(
                "saving checkpoint " + name,
                "INSERT INTO " + table + " (name, content) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET content ="
                        + " excluded.content, saved_at = excluded.saved_at",
                name,
                text);
    }

    @Override
    public void clear(String name) {
        change("clearing checkpoint " + name, "DELETE FROM " + table + " WHERE name = ?", name);
    }

    private void change(String what, String sql, Object... parameters) {
        preparation.ensure();
        int unused = database.change(Access.MAINTENANCE, what, connection -> {
            Pipeline pipeline = database.pipeline(Access.MAINTENANCE, "").add(sql, parameters);
            try (Pipeline.Answers answers = pipeline.send(connection).skip(1)) {
                return answers.count();
            }
        });
    }
}
