// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.crash;

import java.util.List;
import org.stellaops.persistence.entity.Entity;
import org.stellaops.persistence.entity.Id;
import org.stellaops.persistence.entity.Tenancy;

/** A record of a tenant. Everything in it follows from what was written. */
@Entity(module = CrashTypes.MODULE, table = "notes", tenancy = Tenancy.TENANT)
record Note(@Id String id, String written, List<String> tags) {

    private static final int MOST_REPEATS = 60;
    private static final int LARGEST = 2000;

    /** Of many sizes, so that rows seldom fit where an older one was. */
    static Note of(String id, String written) {
        int hash = written.hashCode();
        String all = written.repeat(1 + Math.floorMod(hash, MOST_REPEATS));
        return new Note(
                id, written, List.of(Integer.toString(hash), all.substring(0, Math.min(all.length(), LARGEST))));
    }
}
