// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.internal;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.stellaops.persistence.spi.ControlRecord;
import org.stellaops.persistence.spi.ControlRecord.Phase;

/** The row of {@code sync_control}. */
final class ControlRows {

    /** A store that was never told otherwise does not lead. */
    static final ControlRecord NONE = new ControlRecord(Phase.AWAY, 0);

    private static final String SELECT = "SELECT phase, epoch, stage FROM {control} WHERE module = {module}";

    private ControlRows() {}

    static String select(TableSchema shape) {
        return shape.sql(SELECT);
    }

    static String select(String module, String row) {
        return sql(SELECT, module, row);
    }

    /** A statement with the places {@code control}, the table of a module, and {@code module}, the key of a row. */
    static String sql(String template, String module, String row) {
        return SqlTemplate.fill(
                template, Map.of("control", Sql.name(module) + ".\"sync_control\"", "module", Sql.literal(row)));
    }

    static ControlRecord read(ResultSet row) throws SQLException {
        return ControlRecord.of(Phase.valueOf(row.getString(1)), row.getLong(2), Optional.ofNullable(row.getString(3)));
    }

    static ControlRecord of(List<ControlRecord> rows) {
        return rows.isEmpty() ? NONE : rows.get(0);
    }
}
