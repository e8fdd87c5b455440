package org.stellaops.persistence.runtime.crash;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.TreeMap;
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
    private static final Document KEY_ORDER = new Document("_id", 1);

    private final Databases databases;
    private final MongoClient client;

    RawStores(Databases databases) {
        this.databases = databases;
        this.client = databases.legacyClient();
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
        for (Document it : collection("notes").find().sort(KEY_ORDER)) {
            Document id = it.get("_id", Document.class);
            all.put(
                    RecordKey.of(id.getString("tenant"), id.getString("id")),
                    raw(it, it.getString("written") + "|" + String.join(",", it.getList("tags", String.class))));
        }
        return all;
    }

    Map<RecordKey, Raw> target() throws SQLException {
        Map<RecordKey, Raw> all = new TreeMap<>();
        try (Connection connection = databases.target().connect()) {
            read(connection, LEDGERS, all);
            read(connection, NOTES, all);
        }
        return all;
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
        return key.tenantOrEmpty().isEmpty() ? "ledgers" : "notes";
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
