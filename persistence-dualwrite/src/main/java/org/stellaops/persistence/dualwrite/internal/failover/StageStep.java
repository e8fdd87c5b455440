// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.failover;

import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.spi.ControlRecord;

/**
 * A step between two stages in which different stores lead.
 *
 * @param from the stage in which the step was judged
 * @param next the stage in which the new leader begins to lead
 * @param epoch the epoch in which the step was judged: the lead may have gone to the other store and come back since
 */
public record StageStep(Stage from, Stage next, long epoch) {

    /** Whether a record says that the module is where the step begins; one that names no stage does not say otherwise. */
    boolean isFrom(ControlRecord record) {
        return record.epoch() == epoch && record.stage().map(from::equals).orElse(true);
    }
}
