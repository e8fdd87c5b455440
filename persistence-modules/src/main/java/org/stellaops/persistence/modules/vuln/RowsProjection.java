// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.vuln;

import java.util.List;
import java.util.Optional;
import org.stellaops.persistence.value.Value;

/**
 * A list whose elements are rows of a child table. Rows cannot distinguish an empty list from a missing one: no rows
 * mean missing.
 */
abstract class RowsProjection implements Projection {

    /** The rows of a member; none if it is not such a list. */
    abstract List<Value> rowsOf(Value member);

    /** The element for a row. */
    abstract Value elementOf(Value row);

    @Override
    public final Optional<Value> project(Value member) {
        return Optional.of(new Value.Items(rowsOf(member)));
    }

    @Override
    public final Optional<Value> projectMissing() {
        return Optional.of(Value.Items.of());
    }

    @Override
    public final Optional<Value> rebuild(Value field) {
        List<Value> rows = ((Value.Items) field).values();
        return rows.isEmpty()
                ? Optional.empty()
                : Optional.of(new Value.Items(rows.stream().map(this::elementOf).toList()));
    }
}
