// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.crash;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.bson.Document;
import org.stellaops.persistence.RecordKey;

/**
 * What stands in both databases, read and damaged with nothing but their drivers: no line of the library is between.
 *
 * <p>For one thread; closes its client.
 */
final class RawStores implements AutoCloseable {

    private static final String LEDGERS = """
            SELECT '' AS tenant, r.id, r.written || '|' || r.amount || '|' || COALESCE((SELECT string_agg(
                c.label || '=' || c.cents, ',' ORDER BY c.position) FROM crash.ledger_entries c WHERE c.parent_id = r.id), '')
                AS content, s.version, s.token, s.deleted, s.pending_epoch
            FROM crash.ledgers r LEFT JOIN crash.sync_state s ON s.entity = 'ledgers' AND s.tenant = '' AND s.id = r.id
            """;
    private static final String NOTES = """
            SELECT r.tenant_id AS tenant, r.id, r.written || '|' || array_to_string(r.tags, ',') AS content,
                s.version, s.token, s.deleted, s.pending_epoch
            FROM crash.notes r LEFT JOIN crash.sync_state s
                ON s.entity = 'notes' AND s.tenant = r.tenant_id AND s.id = r.id
            """;
    private static final String BADGES = """
            SELECT '' AS tenant, r.id, r.written || '|' || r.holder AS content,
                s.version, s.token, s.deleted, s.pending_epoch
            FROM crash.badges r LEFT JOIN crash.sync_state s ON s.entity = 'badges' AND s.tenant = '' AND s.id = r.id
            """;
    private static final String TOMBSTONES = """
            SELECT tenant, id, 'deleted' AS content, version, token, false AS deleted, pending_epoch
            FROM crash.sync_state WHERE deleted
            """;
    private static final Document KEY_ORDER = new Document("_id", 1);

    private final Databases databases;
    private final MongoClient client;
    private final Predicate<RecordKey> shown;

    RawStores(Databases databases) {
        this(databases, databases.legacyClient(), key -> true);
    }

    private RawStores(Databases databases, MongoClient client, Predicate<RecordKey> shown) {
        this.databases = databases;
        this.client = client;
        this.shown = shown;
    }

    /** A view of these keys only, over the same client. */
    RawStores only(Predicate<RecordKey> keys) {
        return new RawStores(databases, client, keys);
    }

    private <T> Map<RecordKey, T> shown(Map<RecordKey, T> all) {
        all.keySet().removeIf(shown.negate());
        return all;
    }

    /**
     * A record of either database.
     *
     * @param content every field and every row in one text; what was written comes first
     */
    record Raw(String content, long version, String token, boolean pending) {

        String written() {
            return content.substring(0, content.indexOf('|'));
        }
    }

    Map<RecordKey, Raw> legacy() {
        Map<RecordKey, Raw> all = new TreeMap<>();
        for (Document it : collection("ledgers").find().sort(KEY_ORDER)) {
            all.put(RecordKey.global(it.getString("_id")), raw(it, ledger(it)));
        }
        for (Document it : collection("badges").find().sort(KEY_ORDER)) {
            all.put(
                    RecordKey.global(it.getString("_id")),
                    raw(it, it.getString("written") + "|" + it.getString("holder")));
        }
        for (Document it : collection("notes").find().sort(KEY_ORDER)) {
            Document id = it.get("_id", Document.class);
            all.put(
                    RecordKey.of(id.getString("tenant"), id.getString("id")),
                    raw(it, it.getString("written") + "|" + String.join(",", it.getList("tags", String.class))));
        }
        return shown(all);
    }

    Map<RecordKey, Raw> target() throws SQLException {
        Map<RecordKey, Raw> all = new TreeMap<>();
        try (Connection connection = databases.target().connect()) {
            if (has(connection, CrashTypes.Kind.LEDGERS)) {
                read(connection, LEDGERS, all);
            }
            read(connection, NOTES, all);
            if (has(connection, CrashTypes.Kind.BADGES)) {
                read(connection, BADGES, all);
            }
        }
        return shown(all);
    }

    /**
     * A tombstone of either database.
     *
     * @param victim the version of the record that the delete named, in MongoDB while that leads
     */
    record RawTombstone(long version, String token, boolean pending, Optional<Long> victim) {

        boolean isSameDelete(RawTombstone other) {
            return version == other.version && token.equals(other.token);
        }
    }

    /** The tombstones of MongoDB. */
    Map<RecordKey, RawTombstone> legacyTombstones() {
        Map<RecordKey, RawTombstone> all = new TreeMap<>();
        for (CrashTypes.Kind kind : CrashTypes.Kind.values()) {
            for (Document it : collection(kind.table() + "_tombstones").find().sort(KEY_ORDER)) {
                all.put(keyOf(it.get("_id")), tombstone(it));
            }
        }
        return shown(all);
    }

    /** The tombstones of PostgreSQL. */
    Map<RecordKey, RawTombstone> targetTombstones() throws SQLException {
        Map<RecordKey, RawTombstone> all = new TreeMap<>();
        Map<RecordKey, Raw> rows = new TreeMap<>();
        try (Connection connection = databases.target().connect()) {
            read(connection, TOMBSTONES, rows);
        }
        rows.forEach(
                (key, it) -> all.put(key, new RawTombstone(it.version(), it.token(), it.pending(), Optional.empty())));
        return shown(all);
    }

    /** The tokens of the stale-epoch writes that the library has reported, which it keeps in PostgreSQL. */
    Set<String> reportedStaleWrites() throws SQLException {
        Set<String> tokens = new TreeSet<>();
        try (Connection connection = databases.target().connect();
                PreparedStatement statement = connection.prepareStatement("SELECT token FROM crash.sync_stale_writes");
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                tokens.add(rows.getString(1));
            }
        }
        return tokens;
    }

    /** Not before a service of a version has run that knows it. */
    private static boolean has(Connection connection, CrashTypes.Kind kind) throws SQLException {
        try (PreparedStatement statement =
                        connection.prepareStatement("SELECT to_regclass('crash." + kind.table() + "') IS NOT NULL");
                ResultSet rows = statement.executeQuery()) {
            return rows.next() && rows.getBoolean(1);
        }
    }

    private static RecordKey keyOf(Object id) {
        return id instanceof Document it
                ? RecordKey.of(it.getString("tenant"), it.getString("id"))
                : RecordKey.global((String) id);
    }

    private static RawTombstone tombstone(Document it) {
        return new RawTombstone(
                ((Number) it.get("version")).longValue(),
                it.getString("token"),
                it.containsKey("pending"),
                Optional.ofNullable(it.get("victim", Document.class))
                        .map(victim -> ((Number) victim.get("version")).longValue()));
    }

    /** Removes a record behind everyone's back. */
    void removeFromLegacy(RecordKey key) {
        collection(tableOf(key)).deleteOne(new Document("_id", idOf(key)));
    }

    /** Puts a document as it was behind everyone's back, or removes it if it was not. */
    void restoreInLegacy(RecordKey key, Document document) {
        removeFromLegacy(key);
        collection(tableOf(key)).insertOne(document);
    }

    /** The whole document. */
    Document inLegacy(RecordKey key) {
        return collection(tableOf(key)).find(new Document("_id", idOf(key))).first();
    }

    /** Removes a record with its rows and its state behind everyone's back. */
    void removeFromTarget(RecordKey key) throws SQLException {
        onTarget("DELETE FROM crash." + tableOf(key) + " WHERE id = ?", key.id());
        onTarget("DELETE FROM crash.sync_state WHERE id = ?", key.id());
    }

    /** Changes one field behind everyone's back. */
    void changeInTarget(RecordKey key, String written) throws SQLException {
        onTarget("UPDATE crash." + tableOf(key) + " SET written = ? WHERE id = ?", written, key.id());
    }

    @Override
    public void close() {
        client.close();
    }

    private void onTarget(String sql, String... parameters) throws SQLException {
        try (Connection connection = databases.target().connect();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setString(i + 1, parameters[i]);
            }
            int rows = statement.executeUpdate();
            if (rows == 0) {
                throw new IllegalStateException("nothing was damaged by: " + sql);
            }
        }
    }

    private MongoCollection<Document> collection(String name) {
        MongoDatabase database = client.getDatabase(Databases.MONGO_DATABASE);
        return database.getCollection(name);
    }

    private static String tableOf(RecordKey key) {
        return CrashTypes.kindOf(key).table();
    }

    private static Object idOf(RecordKey key) {
        return key.tenantOrEmpty().isEmpty()
                ? key.id()
                : new Document("tenant", key.tenantOrEmpty()).append("id", key.id());
    }

    private static String ledger(Document it) {
        StringBuilder entries = new StringBuilder();
        for (Document entry : it.getList("entries", Document.class)) {
            entries.append(entries.isEmpty() ? "" : ",")
                    .append(entry.getString("label"))
                    .append('=')
                    .append(entry.get("cents"));
        }
        return it.getString("written") + "|" + it.get("amount") + "|" + entries;
    }

    private static Raw raw(Document it, String content) {
        Document sync = it.get("_sync", Document.class);
        boolean pending = sync.containsKey("pending") || sync.containsKey("provisional");
        return new Raw(content, ((Number) sync.get("version")).longValue(), sync.getString("token"), pending);
    }

    private static void read(Connection connection, String sql, Map<RecordKey, Raw> all) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                String tenant = rows.getString("tenant");
                boolean gone = rows.getBoolean("deleted");
                all.put(
                        new RecordKey(tenant.isEmpty() ? null : tenant, rows.getString("id")),
                        new Raw(
                                (gone ? "deleted and still there: " : "") + rows.getString("content"),
                                rows.getLong("version"),
                                rows.getString("token"),
                                rows.getObject("pending_epoch") != null));
            }
        }
    }
}
