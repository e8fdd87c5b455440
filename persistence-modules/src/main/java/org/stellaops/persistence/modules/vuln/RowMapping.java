// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.vuln;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.stellaops.persistence.entity.FieldDef;
import org.stellaops.persistence.entity.ScalarKind;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Value;

/**
 * Maps an element of a list to a row: what fits goes to its columns, the rest to the column {@code extra}, so that
 * every element can be stored, however malformed.
 */
final class RowMapping {

    private static final String EXTRA = "extra";

    private record Cell(FieldDef column, Path path, Projection projection) {}

    private final List<Cell> cells;

    private RowMapping(List<Cell> cells) {
        this.cells = cells;
    }

    static RowMapping empty() {
        return new RowMapping(List.of());
    }

    /** This mapping with a column for a text. */
    RowMapping text(String column, String... path) {
        return and(FieldDef.text(column), path, Projection.text());
    }

    /** This mapping with a column for a list of texts. */
    RowMapping texts(String column, String... path) {
        return and(FieldDef.array(column, ScalarKind.TEXT), path, Projection.texts());
    }

    /** This mapping with a column for any value. */
    RowMapping json(String column, String... path) {
        return and(FieldDef.json(column), path, Projection.json());
    }

    private RowMapping and(FieldDef column, String[] path, Projection projection) {
        List<Cell> longer = new ArrayList<>(cells);
        longer.add(new Cell(column.optional(), Path.of(path), projection));
        return new RowMapping(List.copyOf(longer));
    }

    /** The columns of the table, {@code extra} last. */
    FieldDef[] columns() {
        List<FieldDef> columns =
                new ArrayList<>(cells.stream().map(Cell::column).toList());
        columns.add(FieldDef.json(EXTRA).optional());
        return columns.toArray(FieldDef[]::new);
    }

    /** The row of an element. */
    Struct rowOf(Value element) {
        if (!(element instanceof Struct object)) {
            return Struct.builder().put(EXTRA, element).build();
        }
        Struct.Builder row = Struct.builder();
        Struct rest = object;
        for (Cell cell : cells) {
            Optional<Value> value = cell.path().findIn(object).flatMap(cell.projection()::project);
            if (value.isPresent()) {
                row.put(cell.column().name(), value.get());
                rest = cell.path().removeFrom(rest);
            }
        }
        return rest.isEmpty() ? row.build() : row.put(EXTRA, rest).build();
    }

    /** The element of a row. */
    Value elementOf(Value row) {
        Struct columns = (Struct) row;
        Value extra = columns.find(EXTRA).orElse(Struct.EMPTY);
        if (!(extra instanceof Struct element)) {
            return extra;
        }
        Struct whole = element;
        for (Cell cell : cells) {
            Optional<Value> value = columns.find(cell.column().name());
            if (value.isPresent()) {
                whole = cell.path().setIn(whole, value.get());
            }
        }
        return whole;
    }
}
