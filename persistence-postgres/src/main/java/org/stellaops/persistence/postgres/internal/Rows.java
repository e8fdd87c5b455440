// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.internal;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.entity.FieldDef;
import org.stellaops.persistence.entity.UnmappableException;
import org.stellaops.persistence.spi.TargetState;
import org.stellaops.persistence.spi.VersionStamp;
import org.stellaops.persistence.value.ContentHash;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.StructLayout;
import org.stellaops.persistence.value.Value;

/** Reads the columns of {@link TableSchema#selected}. */
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
                content = Optional.of(content(row));
            } catch (UnmappableException e) {
                problem = Optional.of(String.valueOf(e.getMessage()));
            }
        }
        return new Row(String.valueOf(row.getString(7)), id == null ? "" : id, state, present, content, problem);
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

    private Struct content(ResultSet row) throws SQLException {
        List<FieldDef> columns = shape.columns();
        List<ChildTable> children = shape.children();
        @Nullable Value[] content = new @Nullable Value[columns.size() + children.size()];
        int next = 0;
        for (FieldDef field : columns) {
            String text = row.getString(TableSchema.HEAD + 1 + next);
            content[next++] = text == null ? null : ColumnValues.of(field, text);
        }
        for (ChildTable child : children) {
            String rows = row.getString(TableSchema.HEAD + 1 + next);
            content[next++] = rows == null ? Value.Items.of() : ColumnValues.of(child, rows);
        }
        return layout.struct(content);
    }
}
