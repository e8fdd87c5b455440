// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.entity;

import java.util.List;
import java.util.function.UnaryOperator;
import org.stellaops.persistence.value.Struct;

/**
 * How some fields are read from a document of which the rest is not there.
 *
 * @param members the members at the top of the document that hold them
 * @param reading their content; throws {@link UnmappableException} if a member is in no form of its field
 */
public record LegacySelection(List<String> members, UnaryOperator<Struct> reading) {

    /** Takes an unmodifiable copy. */
    public LegacySelection {
        members = List.copyOf(members);
    }
}
