// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.reassign;

import java.util.List;
import org.stellaops.persistence.dualwrite.internal.control.ModuleStores;
import org.stellaops.persistence.spi.DeadLetters;
import org.stellaops.persistence.spi.LegacyBackend;
import org.stellaops.persistence.spi.TargetBackend;

/**
 * Both sides of one cohort.
 *
 * @param name its name within the module
 * @param qualifiedName such as {@code module~cohort}
 * @param legacy the legacy side
 * @param target the target side
 */
public record CohortStores(String name, String qualifiedName, LegacyBackend legacy, TargetBackend target) {

    /** Its control records, and what is kept beside them. */
    ModuleStores stores() {
        return new ModuleStores(
                qualifiedName,
                List.of(),
                legacy.control(),
                target.control(),
                DeadLetters.none(),
                DeadLetters.none(),
                legacy.entries(),
                target.entries());
    }
}
