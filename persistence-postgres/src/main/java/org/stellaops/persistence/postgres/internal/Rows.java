// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.internal;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.entity.FieldDef;
import org.stellaops.persistence.entity.UnmappableException;
import org.stellaops.persistence.spi.TargetState;
import org.stellaops.persistence.spi.VersionStamp;
import org.stellaops.persistence.value.ContentHash;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.StructLayout;
import org.stellaops.persistence.value.Value;

/** Reads the columns of {@link TableSchema#selected}, and of {@link TableSchema#listed}. */
final class Rows {

    private final TableSchema shape;
    private final StructLayout layout;

    Rows(TableSchema shape) {
        this.shape = shape;
        this.layout = StructLayout.of(Stream.concat(
                        shape.columns().stream(), shape.children().stream().map(ChildTable::field))
                .map(FieldDef::name)
                .toList());
    }

    /** The current row of the cursor. */
    Row read(ResultSet row) throws SQLException {
        String id = row.getString(8);
        boolean present = row.getBoolean(9);
        Optional<TargetState> state = state(row);
        Optional<Struct> content = Optional.empty();
        Optional<String> problem = Optional.empty();
        if (present) {
            try {
                content = Optional.of(content(row, TableSchema.HEAD));
            } catch (UnmappableException e) {
                problem = Optional.of(String.valueOf(e.getMessage()));
            }
        }
        return new Row(String.valueOf(row.getString(7)), id == null ? "" : id, state, present, content, problem);
    }

    /** The current row of the cursor, of {@link TableSchema#listed}. */
    ListedRow listed(ResultSet row) throws SQLException {
        String token = row.getString(2);
        VersionStamp stamp = token == null ? VersionStamp.UNVERSIONED : new VersionStamp(row.getLong(1), token);
        RecordKey key = TableSchema.key(row.getString(3), row.getString(4));
        try {
            return new ListedRow(key, stamp, Optional.of(content(row, TableSchema.LISTED_HEAD)), Optional.empty());
        } catch (UnmappableException e) {
            return new ListedRow(key, stamp, Optional.empty(), Optional.of(String.valueOf(e.getMessage())));
        }
    }

    private static Optional<TargetState> state(ResultSet row) throws SQLException {
        long version = row.getLong(1);
        if (row.wasNull()) {
            return Optional.empty();
        }
        String hash = row.getString(3);
        long pending = row.getLong(5);
        OptionalLong pendingFlag = row.wasNull() ? OptionalLong.empty() : OptionalLong.of(pending);
        return Optional.of(new TargetState(
                new VersionStamp(version, row.getString(2)),
                row.getBoolean(4),
                Optional.ofNullable(hash).map(ContentHash::new),
                pendingFlag,
                row.getBoolean(6)));
    }

    private Struct content(ResultSet row, int head) throws SQLException {
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
        return layout.struct(content);
    }
}
