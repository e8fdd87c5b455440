// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.internal;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Value;

/** Stores the states and rows of records that have neither. */
final class CopyRows {

    private final TableSchema shape;
    private final CopyTables tables;
    private final CopyText buffer;

    CopyRows(TableSchema shape, CopyTables tables, CopyText buffer) {
        this.shape = shape;
        this.tables = tables;
        this.buffer = buffer;
    }

    /** States first: whoever writes the same key at the same moment waits for them, or they for it. */
    void copy(Connection connection, List<Image.Present> images) throws SQLException {
        String entity = shape.type().name();
        try (CopyStream states = new CopyStream(connection, tables.intoState(), buffer)) {
            for (Image.Present it : images) {
                states.add(state(entity, it));
            }
            states.end();
        }
        try (CopyStream roots = new CopyStream(connection, tables.intoRoot(), buffer)) {
            for (Image.Present it : images) {
                roots.add(RowWrites.row(shape.columns(), it.content(), key(it)));
            }
            roots.end();
        }
        for (ChildTable child : shape.children()) {
            copy(connection, child, images);
        }
    }

    private void copy(Connection connection, ChildTable child, List<Image.Present> images) throws SQLException {
        try (CopyStream rows = new CopyStream(connection, tables.into(child), buffer)) {
            for (Image.Present image : images) {
                List<Value> items = RowWrites.itemsOf(child, image.content());
                for (int position = 0; position < items.size(); position++) {
                    Struct row = RowWrites.rowOf(child, items.get(position));
                    rows.add(RowWrites.row(child.columns(), row, childKey(image, position)));
                }
            }
            rows.end();
        }
    }

    private static List<@Nullable String> state(String entity, Image.Present image) {
        List<@Nullable String> row = new ArrayList<>();
        row.add(entity);
        row.add(image.key().tenantOrEmpty());
        row.add(image.key().id());
        row.add(Long.toString(image.stamp().version()));
        row.add(image.stamp().token());
        row.add(image.hash().hex());
        return row;
    }

    private String[] key(Image.Present image) {
        return shape.tenant()
                ? new String[] {image.key().tenantOrEmpty(), image.key().id()}
                : new String[] {image.key().id()};
    }

    private String[] childKey(Image.Present image, int position) {
        String at = Integer.toString(position);
        return shape.tenant()
                ? new String[] {image.key().tenantOrEmpty(), image.key().id(), at}
                : new String[] {image.key().id(), at};
    }
}
