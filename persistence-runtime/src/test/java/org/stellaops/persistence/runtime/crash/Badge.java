// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.crash;

import org.stellaops.persistence.entity.Entity;
import org.stellaops.persistence.entity.Id;
import org.stellaops.persistence.entity.Unique;

/** A record with a unique value, which few values make contested. Everything in it follows from what was written. */
@Entity(module = CrashTypes.MODULE, table = "badges", unique = @Unique(name = "badge_holder", fields = "holder"))
record Badge(@Id String id, String written, String holder) {

    private static final int HOLDERS = 16;

    /** In the id of a badge whose holder nobody else wants. */
    static final String UNDISPUTED = "-bu";

    static Badge of(String id, String written) {
        String holder = id.contains(UNDISPUTED)
                ? id
                : id.substring(0, id.indexOf('-')) + "-h" + Math.floorMod(written.hashCode(), HOLDERS);
        return new Badge(id, written, holder);
    }
}
