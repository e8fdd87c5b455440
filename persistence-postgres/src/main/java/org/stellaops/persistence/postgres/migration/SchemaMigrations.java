package org.stellaops.persistence.postgres.migration;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.StoreException;

/**
 * The migrations of a module: resources {@code migrations/<module>/NNN_name.sql}, in the order of their names, each
 * run once and recorded with its checksum in {@code <schema>.schema_migrations}.
 *
 * <p>Numbers 001 to 099 run at start-up. Numbers from 100 on are breaking changes, so they are run by command, and a
 * start with one of them pending fails. A file that has been run must never change.
 *
 * <p>Immutable. The caller holds the advisory lock of the schema and owns the transaction.
 */
public final class SchemaMigrations {

    private static final String FILE = "\\d{3}_[a-z0-9_]+\\.sql";
    private static final long NANOS_OF_A_MILLISECOND = 1_000_000;

    private final String module;
    private final List<Migration> migrations;
    private final LongSupplier ticker;

    /**
     * One file.
     *
     * @param name its name
     * @param sql its text
     */
    public record Migration(String name, String sql) {

        /** Rejects a name without a category. */
        public Migration {
            if (!name.matches(FILE)) {
                throw new IllegalArgumentException("migration '" + name
                        + "' must be named NNN_name.sql: three digits, lower-case letters, digits and underscores");
            }
        }

        /** Whether it runs at start-up. */
        public boolean isStartup() {
            return name.charAt(0) == '0';
        }

        /** The category, determined by its number. */
        public String category() {
            return isStartup() ? "startup" : "release";
        }

        /** The SHA-256 of its text. */
        public String checksum() {
            try {
                return HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(sql.getBytes(StandardCharsets.UTF_8)));
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every Java platform has SHA-256", e);
            }
        }
    }

    /** The migrations of a module; {@code ticker} counts nanoseconds. */
    public SchemaMigrations(String module, List<Migration> migrations, LongSupplier ticker) {
        this.module = module;
        this.ticker = ticker;
        this.migrations = migrations.stream()
                .sorted(Comparator.comparing(Migration::name))
                .toList();
    }

    /** The migrations of a module on the class path. */
    public static SchemaMigrations ofModule(String module) {
        URL folder = Thread.currentThread().getContextClassLoader() == null
                ? SchemaMigrations.class.getResource("/migrations/" + module)
                : Thread.currentThread().getContextClassLoader().getResource("migrations/" + module);
        return new SchemaMigrations(module, folder == null ? List.of() : read(folder), System::nanoTime);
    }

    /** Whether the module has none. */
    public boolean isEmpty() {
        return migrations.isEmpty();
    }

    /**
     * Runs the pending start-up migrations.
     *
     * @throws StoreException if a file changed after it was run, or a release migration is pending; the message names
     * it
     */
    public void runStartup(Connection connection) throws SQLException {
        Map<String, String> applied = applied(connection);
        migrations.forEach(it -> requireUnchanged(it, applied));
        List<String> release = migrations.stream()
                .filter(it -> !it.isStartup() && !applied.containsKey(it.name()))
                .map(Migration::name)
                .toList();
        if (!release.isEmpty()) {
            throw new StoreException(
                    Fault.Kind.BROKEN,
                    "schema " + module + " waits for release migration(s) " + String.join(", ", release)
                            + "; run them by command before this version starts",
                    null);
        }
        runPending(connection, applied);
    }

    /** Runs all pending migrations, including release migrations. */
    public void runAll(Connection connection) throws SQLException {
        Map<String, String> applied = applied(connection);
        migrations.forEach(it -> requireUnchanged(it, applied));
        runPending(connection, applied);
    }

    /** The names of the pending migrations, in order. */
    public List<String> pending(Connection connection) throws SQLException {
        Map<String, String> applied = applied(connection);
        return migrations.stream()
                .map(Migration::name)
                .filter(it -> !applied.containsKey(it))
                .toList();
    }

    private void runPending(Connection connection, Map<String, String> applied) throws SQLException {
        for (Migration migration : migrations) {
            if (!applied.containsKey(migration.name())) {
                run(connection, migration);
            }
        }
    }

    private void requireUnchanged(Migration migration, Map<String, String> applied) {
        String then = applied.get(migration.name());
        if (then != null && !then.equals(migration.checksum())) {
            throw new StoreException(
                    Fault.Kind.BROKEN,
                    "migration " + migration.name() + " of " + module
                            + " was changed after it had been run (its checksum differs); restore the file and put the"
                            + " change into a new one",
                    null);
        }
    }

    private void run(Connection connection, Migration migration) throws SQLException {
        long begun = ticker.getAsLong();
        try (Statement statement = connection.createStatement()) {
            boolean unused = statement.execute("SELECT set_config('search_path', '" + module + ", pg_catalog', true)");
            unused = statement.execute(migration.sql());
            unused = statement.execute("SELECT set_config('search_path', 'pg_catalog', true)");
        }
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO " + table()
                + " (migration_name, category, checksum, applied_by, duration_ms) VALUES (?, ?, ?, session_user, ?)")) {
            insert.setString(1, migration.name());
            insert.setString(2, migration.category());
            insert.setString(3, migration.checksum());
            insert.setLong(4, (ticker.getAsLong() - begun) / NANOS_OF_A_MILLISECOND);
            int unused = insert.executeUpdate();
        }
    }

    private Map<String, String> applied(Connection connection) throws SQLException {
        Map<String, String> applied = new TreeMap<>();
        try (Statement statement = connection.createStatement()) {
            if (!isThere(statement)) {
                boolean unused = statement.execute("CREATE SCHEMA IF NOT EXISTS \"" + module + "\"");
                unused =
                        statement.execute("CREATE TABLE " + table() + " (migration_name text PRIMARY KEY, category text"
                                + " NOT NULL, checksum text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now(), applied_by"
                                + " text NOT NULL, duration_ms bigint NOT NULL)");
            }
            try (ResultSet rows = statement.executeQuery("SELECT migration_name, checksum FROM " + table())) {
                while (rows.next()) {
                    applied.put(rows.getString(1), rows.getString(2));
                }
            }
        }
        return applied;
    }

    private boolean isThere(Statement statement) throws SQLException {
        try (ResultSet rows = statement.executeQuery("SELECT to_regclass('" + table() + "') IS NOT NULL")) {
            return rows.next() && rows.getBoolean(1);
        }
    }

    private String table() {
        return "\"" + module + "\".\"schema_migrations\"";
    }

    private static List<Migration> read(URL folder) {
        try {
            URI uri = folder.toURI();
            if ("file".equals(uri.getScheme())) {
                return read(Path.of(uri));
            }
            try (FileSystem jar = FileSystems.newFileSystem(uri, Map.of())) {
                return read(jar.provider().getPath(uri));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("reading the migrations in " + folder + " failed", e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException("the address of a resource is invalid: " + folder, e);
        }
    }

    private static List<Migration> read(Path folder) throws IOException {
        List<Migration> migrations = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.sorted().toList()) {
                String name = String.valueOf(file.getFileName());
                if (name.endsWith(".sql")) {
                    migrations.add(new Migration(name, Files.readString(file)));
                }
            }
        }
        return migrations;
    }
}
