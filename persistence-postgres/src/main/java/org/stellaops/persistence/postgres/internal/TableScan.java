// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.internal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.stellaops.persistence.Limits;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.postgres.internal.Database.Access;
import org.stellaops.persistence.postgres.internal.Database.Outcome;
import org.stellaops.persistence.spi.Scan;
import org.stellaops.persistence.spi.ScanEntry;

/** A pass over the root table in pages, each in a short transaction; pages keep hashes but no contents. */
final class TableScan implements Scan<ScanEntry> {

    /** Maximum number of contents in memory. */
    private static final int FETCH_SIZE = 25;

    private final TableSchema shape;
    private final Database database;
    private final Rows reading;
    private final Deque<ScanEntry> page = new ArrayDeque<>();
    private Optional<RecordKey> position;
    private boolean ended;

    TableScan(TableSchema shape, Database database, Optional<RecordKey> after) {
        this.shape = shape;
        this.database = database;
        this.reading = new Rows(shape);
        this.position = after;
    }

    @Override
    public boolean hasNext() {
        if (page.isEmpty() && !ended) {
            List<ScanEntry> read = readPage();
            page.addAll(read);
            ended = read.isEmpty();
            if (!read.isEmpty()) {
                position = Optional.of(read.get(read.size() - 1).key());
            }
        }
        return !page.isEmpty();
    }

    @Override
    public ScanEntry next() {
        if (!hasNext()) {
            throw new NoSuchElementException("the scan is at its end");
        }
        return page.remove();
    }

    @Override
    public void close() {
        page.clear();
        ended = true;
    }

    private List<ScanEntry> readPage() {
        return database.transaction(Access.MAINTENANCE, "scanning " + shape.type(), connection -> {
            database.pipeline(Access.MAINTENANCE, "").send(connection).close();
            return Outcome.commit(readPage(connection));
        });
    }

    private List<ScanEntry> readPage(Connection connection) throws SQLException {
        String behind = position.isEmpty()
                ? ""
                : " WHERE (" + shape.keyOrder() + ") > (" + (shape.tenant() ? shape.tenantOf("?") + ", " : "") + "?::"
                        + shape.idType() + ")";
        String sql = TableSchema.weighed(
                shape.rows() + behind + " ORDER BY " + shape.keyOrder() + " LIMIT "
                        + database.config().scanPageSize(),
                Limits.LARGEST_PAGE_BYTES);
        List<ScanEntry> scanEntries = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setFetchSize(FETCH_SIZE);
            bindPosition(statement);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    scanEntries.add(reading.read(rows).scanEntry());
                }
            }
        }
        return scanEntries;
    }

    private void bindPosition(PreparedStatement statement) throws SQLException {
        if (position.isPresent()) {
            int index = 1;
            if (shape.tenant()) {
                statement.setString(index++, position.get().tenantOrEmpty());
            }
            statement.setString(index, position.get().id());
        }
    }
}
