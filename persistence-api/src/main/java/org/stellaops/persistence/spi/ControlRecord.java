// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.spi;

import java.util.Optional;
import org.stellaops.persistence.cutover.Stage;

/**
 * A store's record of its leadership of a module. A store leads exactly if its own record says so.
 *
 * <p>The stage is that of the module if the store leads. In a store that does not lead it is a copy: what was known there
 * when the lead went away, or when somebody last wrote it down.
 *
 * @param phase whether it leads
 * @param epoch counts the changes of leader
 * @param stage where the module stands; empty in a record that was written before stages were kept here
 */
public record ControlRecord(Phase phase, long epoch, Optional<Stage> stage) {

    /** Whether a store leads, and whether a leader change has begun. */
    public enum Phase {
        /** Leads. */
        STEADY,
        /** Still leads; a leader change has begun. */
        MOVING,
        /** Does not lead. */
        AWAY
    }

    /** A record without a stage. */
    public ControlRecord(Phase phase, long epoch) {
        this(phase, epoch, Optional.empty());
    }

    /** A record with a stage. */
    public ControlRecord(Phase phase, long epoch, Stage stage) {
        this(phase, epoch, Optional.of(stage));
    }

    /** Whether the store leads. */
    public boolean leads() {
        return phase != Phase.AWAY;
    }

    /** Whether the record has this phase and epoch, whatever its stage is. */
    public boolean is(Phase other, long otherEpoch) {
        return phase == other && epoch == otherEpoch;
    }

    /** This record in another phase and epoch, the stage kept. */
    public ControlRecord at(Phase nextPhase, long nextEpoch) {
        return new ControlRecord(nextPhase, nextEpoch, stage);
    }

    /** This record in another stage. */
    public ControlRecord in(Stage next) {
        return new ControlRecord(phase, epoch, Optional.of(next));
    }
}
