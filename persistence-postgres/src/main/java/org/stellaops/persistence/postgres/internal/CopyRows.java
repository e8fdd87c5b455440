// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.internal;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.entity.FieldDef;
import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Value;

/** Stores the states and rows of records that have neither. */
final class CopyRows {

    private final TableSchema shape;
    private final CopyTables tables;
    private final CopyBytes buffer;
    private final CopyFields fields;

    CopyRows(TableSchema shape, CopyTables tables, CopyBytes buffer) {
        this.shape = shape;
        this.tables = tables;
        this.buffer = buffer;
        this.fields = new CopyFields(buffer);
    }

    /** States first: whoever writes the same key at the same moment waits for them, or they for it. */
    void copy(Connection connection, List<Image.Present> images) throws SQLException {
        try (CopyStream states = new CopyStream(connection, tables.intoState(), buffer)) {
            for (Image.Present it : images) {
                state(it);
                states.pass();
            }
            states.end();
        }
        try (CopyStream roots = new CopyStream(connection, tables.intoRoot(), buffer)) {
            for (Image.Present it : images) {
                root(it);
                roots.pass();
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
                    item(child, image.key(), position, items.get(position));
                    rows.pass();
                }
            }
            rows.end();
        }
    }

    private void state(Image.Present image) {
        buffer.row(CopyTables.STATE.size());
        buffer.text(shape.type().name());
        buffer.text(image.key().tenantOrEmpty());
        buffer.text(image.key().id());
        fields.version(image.stamp().version());
        String token = image.stamp().token();
        if (token == null) {
            buffer.nothing();
        } else {
            buffer.text(token);
        }
        buffer.text(image.hash().hex());
    }

    private void root(Image.Present image) {
        begin(image.key(), shape.columns().size());
        columns(shape.columns(), image.content());
    }

    private void item(ChildTable child, RecordKey parent, int position, Value item) {
        begin(parent, 1 + child.columns().size());
        fields.position(position);
        columns(child.columns(), RowWrites.rowOf(child, item));
    }

    /** A row with the key of a record, and so many fields more. */
    private void begin(RecordKey key, int more) {
        buffer.row((shape.tenant() ? 2 : 1) + more);
        if (shape.tenant()) {
            fields.key(key.tenantOrEmpty(), shape.tenantType());
        }
        fields.key(key.id(), shape.idType());
    }

    private void columns(List<FieldDef> columns, Struct row) {
        for (FieldDef column : columns) {
            Value value = row.find(column.name()).orElse(null);
            if (value == null) {
                buffer.nothing();
            } else {
                fields.value(column.type(), value);
            }
        }
    }
}
