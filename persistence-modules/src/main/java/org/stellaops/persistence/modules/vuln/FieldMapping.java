// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.vuln;

import java.util.Optional;
import org.stellaops.persistence.entity.FieldDef;
import org.stellaops.persistence.value.Value;

/**
 * One member of an OSV document and its field.
 *
 * @param field the field
 * @param path where the member is
 * @param projection between the two
 */
record FieldMapping(FieldDef field, Path path, Projection projection) {

    Optional<Value> project(Optional<Value> member) {
        return member.isPresent() ? projection.project(member.get()) : projection.projectMissing();
    }
}
