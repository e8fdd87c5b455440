// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.repair;

import java.util.Locale;

/** What became of a planned repair. */
public enum RepairState {
    /** Not executed yet. */
    PLANNED,
    /** The stores are equal, and what was there before is kept. */
    APPLIED,
    /** Not executed, because one of the stores had moved since the plan. */
    REFUSED,
    /** Not executed, because a person has to decide. */
    NOT_REPAIRABLE,
    /** Begun, and the stores are not known to be equal; what the leader has is pending, or the detail says why not. */
    FAILED,
    /** The follower has again what it had before the repair. */
    UNDONE;

    /** As in rows and reports: lower case. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static RepairState of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
