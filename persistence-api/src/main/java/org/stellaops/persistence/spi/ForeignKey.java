// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.spi;

import java.util.List;

/**
 * A foreign key from the root table of one entity type to that of another, as the target has it.
 *
 * @param name its name
 * @param table the table that refers
 * @param columns its columns, in the order of those that they refer to
 * @param parent the table that is referred to
 * @param parentColumns its columns
 */
public record ForeignKey(String name, String table, List<String> columns, String parent, List<String> parentColumns) {

    /** Takes unmodifiable copies. */
    public ForeignKey {
        columns = List.copyOf(columns);
        parentColumns = List.copyOf(parentColumns);
    }
}
