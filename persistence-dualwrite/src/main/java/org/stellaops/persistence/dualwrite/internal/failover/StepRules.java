// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.failover;

import java.util.List;
import org.stellaops.persistence.cutover.Stage;

/** Which transitions a module may make. Pure. */
public final class StepRules {

    private StepRules() {}

    public static List<String> objections(Stage from, Stage next) {
        if (from == Stage.TARGET_ONLY) {
            return List.of("target-only is the point of no return: the legacy store has not been written since, so it"
                    + " would have to be filled again first: persistence readmit --leader target does that, and takes the"
                    + " module back to target-led");
        }
        if (!from.canMoveTo(next)) {
            return List.of("a module moves one step at a time: from " + from.configName() + " by way of "
                    + from.walkTo(next).get(0).configName());
        }
        return List.of();
    }
}
