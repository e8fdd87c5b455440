// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.internal;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.entity.FieldDef;
import org.stellaops.persistence.entity.UnmappableException;
import org.stellaops.persistence.spi.TargetState;
import org.stellaops.persistence.spi.VersionStamp;
import org.stellaops.persistence.value.ContentHash;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Value;

/** Reads the columns of {@link TableSchema#selected}, and of {@link TableSchema#listed}. */
final class Rows {

    private final TableSchema shape;

    Rows(TableSchema shape) {
        this.shape = shape;
    }

    /** The current row of the cursor. */
    Row read(ResultSet row) throws SQLException {
        String id = row.getString(8);
        boolean present = row.getBoolean(9);
        Optional<TargetState> state = state(row);
        RowContent content = present ? content(row, TableSchema.HEAD) : RowContent.NONE;
        return new Row(String.valueOf(row.getString(7)), id == null ? "" : id, state, present, content);
    }

    /** The current row of the cursor, of {@link TableSchema#listed}. */
    ListedRow listed(ResultSet row) throws SQLException {
        VersionStamp stamp = stamp(row).orElse(VersionStamp.UNVERSIONED);
        RecordKey key = TableSchema.key(row.getString(3), row.getString(4));
        return new ListedRow(key, stamp, content(row, TableSchema.LISTED_HEAD));
    }

    /** Empty for a row that bypassed the library. */
    private static Optional<VersionStamp> stamp(ResultSet row) throws SQLException {
        long version = row.getLong(1);
        return row.wasNull() ? Optional.empty() : Optional.of(new VersionStamp(version, row.getString(2)));
    }

    private static Optional<TargetState> state(ResultSet row) throws SQLException {
        Optional<VersionStamp> stamp = stamp(row);
        if (stamp.isEmpty()) {
            return Optional.empty();
        }
        String hash = row.getString(3);
        long pending = row.getLong(5);
        OptionalLong pendingFlag = row.wasNull() ? OptionalLong.empty() : OptionalLong.of(pending);
        return Optional.of(new TargetState(
                stamp.get(),
                row.getBoolean(4),
                Optional.ofNullable(hash).map(ContentHash::new),
                pendingFlag,
                row.getBoolean(6)));
    }

    /** What stands behind so many columns. */
    private RowContent content(ResultSet row, int head) throws SQLException {
        try {
            return RowContent.of(struct(row, head));
        } catch (UnmappableException e) {
            return RowContent.unreadable(String.valueOf(e.getMessage()));
        }
    }

    private Struct struct(ResultSet row, int head) throws SQLException {
        List<FieldDef> columns = shape.columns();
        List<ChildTable> children = shape.children();
        @Nullable Value[] content = new @Nullable Value[columns.size() + children.size()];
        int next = 0;
        for (FieldDef field : columns) {
            String text = row.getString(head + 1 + next);
            content[next++] = text == null ? null : ColumnValues.of(field, text);
        }
        for (ChildTable child : children) {
            String rows = row.getString(head + 1 + next);
            content[next++] = rows == null ? Value.Items.of() : ColumnValues.of(child, rows);
        }
        return shape.layout().struct(content);
    }
}
