// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.repair;

import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.dualwrite.internal.compare.KeySnapshot;
import org.stellaops.persistence.dualwrite.settings.EntityPair;

/**
 * What both stores hold of a key at one moment.
 *
 * @param legacy the legacy store
 * @param target the target
 */
record RepairSight(KeySnapshot legacy, KeySnapshot target) {

    /** Looks at both; neither is locked, so that they may change meanwhile. */
    static RepairSight of(EntityPair pair, RecordKey key) {
        return new RepairSight(KeySnapshot.at(pair.legacy(), key), KeySnapshot.at(pair.target(), key));
    }

    boolean atRest() {
        return legacy.atRest() && target.atRest();
    }

    KeySnapshot of(Side side) {
        return side == Side.LEGACY ? legacy : target;
    }

    SideEvidence evidence(Side side) {
        return SideEvidence.of(of(side));
    }

    /** Whether this is what a plan rests on. */
    boolean isAsPlanned(PlannedRepair repair) {
        return evidence(Side.LEGACY).equals(repair.legacy())
                && evidence(Side.TARGET).equals(repair.target());
    }
}
