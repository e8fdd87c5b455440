// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.repair;

import java.util.Locale;

/** What a planned repair will do. It always goes through the leader, whose content counts. */
public enum RepairAction {
    /** The leader bumps the version of its record, so that it replaces whatever the follower has. */
    REPLACE_ON_FOLLOWER,
    /** The leader records a delete at a new version, so that the follower deletes what only it has. */
    DELETE_ON_FOLLOWER,
    /**
     * A writer changed the leader's content past the library: the leader writes that content again, at a new version with the hash that
     * fits, and it replaces what the follower has.
     */
    ADOPT_IN_LEADER,
    /** Nothing: a person has to decide. */
    NONE;

    /** As in rows and reports: lower case. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What to do about a difference. Pure. */
    static RepairAction of(SideEvidence leader) {
        if (leader.problem().isPresent()) {
            return NONE;
        } else if (!leader.present()) {
            return DELETE_ON_FOLLOWER;
        }
        return leader.stamp().isUnversioned() || leader.hashFits() ? REPLACE_ON_FOLLOWER : ADOPT_IN_LEADER;
    }
}
