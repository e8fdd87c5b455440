// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.internal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.postgres.internal.Database.Access;
import org.stellaops.persistence.postgres.internal.Database.Outcome;
import org.stellaops.persistence.spi.Scan;
import org.stellaops.persistence.spi.ScanEntry;
import org.stellaops.persistence.spi.VersionStamp;
import org.stellaops.persistence.value.ContentHash;

/**
 * Pages of the root table for scans, each in a short transaction; pages keep hashes but no contents.
 *
 * <p>How the state of a row is found is not left to the planner: without statistics, which a table lacks that was filled a moment ago, it
 * hashes all states for each page, so that a scan grows with the square of the table.
 */
final class KeyPages {

    /** Rows of one answer of the server, with their contents; a page is bounded by its bytes. */
    private static final int FETCH_SIZE = 1_000;

    /** Rows without contents of one transaction, for each row of a page with contents. */
    private static final int STORED_PAGE = 10;

    private static final String PAGE = "(SELECT {columns} FROM {root} r{behind} ORDER BY {order} LIMIT {limit})";

    /** The keys of the page as states have them, in whose order a merge join needs them: that of a UUID is not known to be that of its text. */
    private static final String STORED = """
            SELECT {tenant_of_page}, r.id, s.version, s.token, s.hash, s.pending_epoch
            FROM (SELECT {tenant_column}(r.{id}::text) COLLATE "C" AS id FROM {page} r ORDER BY {order}id) r
            LEFT JOIN {state} s ON s.entity = {entity} AND s.tenant = {tenant_of_page} AND s.id = r.id{states_behind}
            ORDER BY {order}id
            """;

    /**
     * Of two ordered indexes, a merge join reads no more than the page needs; the planner knows of the page's end only. Without statistics
     * of where a page ends in the states, it would rather sort all those behind its begin, for each page.
     */
    private static final String MERGE_JOIN = Sql.without("hashjoin", "nestloop", "sort", "incremental_sort");

    private final TableSchema shape;
    private final Database database;
    private final Rows reading;

    KeyPages(TableSchema shape, Database database) {
        this.shape = shape;
        this.database = database;
        this.reading = new Rows(shape);
    }

    /** With the hash of each content. */
    Scan<ScanEntry> contents(Optional<RecordKey> after) {
        return new PagedScan(this::contentsBehind, after);
    }

    /** With what is kept beside the contents. */
    Scan<ScanEntry> stored(Optional<RecordKey> after) {
        return new PagedScan(this::storedBehind, after);
    }

    private List<ScanEntry> contentsBehind(Optional<RecordKey> position) {
        String page = page("r.*", position, database.config().scanPageSize());
        Pipeline.RowReader<ScanEntry> reader = row -> reading.read(row).scanEntry();
        return shape.isInOrderOfStates()
                ? readMerged(shape.pageBeside(page, statesBehind(position), shape::keyOrder), position, reader)
                : read(Optional.empty(), shape.page(page, shape::keyOrder), parametersOf(position), reader);
    }

    private List<ScanEntry> storedBehind(Optional<RecordKey> position) {
        String page = page(
                (shape.tenant() ? "r.tenant_id, " : "") + "r." + shape.id(),
                position,
                STORED_PAGE * database.config().scanPageSize());
        boolean ofTenants = shape.tenant();
        String sql = shape.sql(
                STORED,
                Map.of(
                        "page",
                        page,
                        "states_behind",
                        statesBehind(position),
                        "tenant_column",
                        ofTenants ? shape.tenantText() + " COLLATE \"C\" AS tenant, " : "",
                        "tenant_of_page",
                        ofTenants ? "r.tenant" : "''",
                        "order",
                        ofTenants ? "tenant, " : ""));
        return readMerged(sql, position, KeyPages::stored);
    }

    /** A page and the states beside it, which begin behind the same key. */
    private List<ScanEntry> readMerged(String sql, Optional<RecordKey> position, Pipeline.RowReader<ScanEntry> reader) {
        List<String> parameters = new ArrayList<>(parametersOf(position));
        parameters.addAll(parametersOf(position));
        return read(Optional.of(MERGE_JOIN), sql, parameters, reader);
    }

    /**
     * Without tenants, of the id alone: a comparison of rows begins at the tenant, which is a constant there, so that the server would
     * begin at the first state of the type and read all up to the page.
     */
    private String statesBehind(Optional<RecordKey> position) {
        if (position.isEmpty()) {
            return "";
        }
        return shape.tenant() ? " AND (s.tenant, s.id) > (?, ?)" : " AND s.id > ?";
    }

    private String page(String columns, Optional<RecordKey> position, int limit) {
        String behind = position.isEmpty() ? "" : " WHERE " + shape.behind("r");
        return shape.sql(
                PAGE,
                Map.of(
                        "columns",
                        columns,
                        "behind",
                        behind,
                        "order",
                        shape.keyOrder(),
                        "limit",
                        Integer.toString(limit)));
    }

    private List<ScanEntry> read(
            Optional<String> setting, String sql, List<String> parameters, Pipeline.RowReader<ScanEntry> reader) {
        return database.transaction(Access.MAINTENANCE, "scanning " + shape.type(), connection -> {
            Pipeline begin = database.pipeline(Access.MAINTENANCE, "");
            setting.ifPresent(begin::add);
            begin.run(connection);
            return Outcome.commit(read(connection, sql, parameters, reader));
        });
    }

    private static List<ScanEntry> read(
            Connection connection, String sql, List<String> parameters, Pipeline.RowReader<ScanEntry> reader)
            throws SQLException {
        List<ScanEntry> entries = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setFetchSize(FETCH_SIZE);
            for (int i = 0; i < parameters.size(); i++) {
                statement.setString(i + 1, parameters.get(i));
            }
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    entries.add(reader.read(rows));
                }
            }
        }
        return entries;
    }

    /** Those of {@link TableSchema#behind}, and of {@link #statesBehind}. */
    private List<String> parametersOf(Optional<RecordKey> position) {
        return position.map(it -> shape.tenant() ? List.of(it.tenantOrEmpty(), it.id()) : List.of(it.id()))
                .orElse(List.of());
    }

    private static ScanEntry stored(ResultSet row) throws SQLException {
        RecordKey key = TableSchema.key(row.getString(1), row.getString(2));
        long version = row.getLong(3);
        Optional<ContentHash> hash = Optional.ofNullable(row.getString(5)).map(ContentHash::new);
        long unused = row.getLong(6);
        boolean pending = !row.wasNull();
        return new ScanEntry(key, new VersionStamp(version, row.getString(4)), hash, hash, pending, Optional.empty());
    }
}
