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
 * @param generation by which assignment of tenants a cohort is served
 */
public record ControlRecord(Phase phase, long epoch, Optional<Stage> stage, Generation generation) {

    /** Whether a store leads, and whether a leader change has begun. */
    public enum Phase {
        /** Leads. */
        STEADY,
        /** Still leads; a leader change has begun. */
        MOVING,
        /** Does not lead. */
        AWAY
    }

    /** A record of the first generation. */
    public ControlRecord(Phase phase, long epoch, Optional<Stage> stage) {
        this(phase, epoch, stage, Generation.FIRST);
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
        return new ControlRecord(nextPhase, nextEpoch, stage, generation);
    }

    /** This record in another stage. */
    public ControlRecord in(Stage next) {
        return new ControlRecord(phase, epoch, Optional.of(next), generation);
    }

    /** This record in another generation. */
    public ControlRecord in(Generation next) {
        return new ControlRecord(phase, epoch, stage, next);
    }

    /**
     * A record as a store keeps it.
     *
     * @param standing what {@link #standing} said
     * @throws IllegalArgumentException if this version of the library does not know it
     */
    public static ControlRecord of(Phase phase, long epoch, Optional<String> standing) {
        Optional<String> stage = standing.map(Generation::stageIn).filter(it -> !it.isEmpty());
        return new ControlRecord(
                phase,
                epoch,
                stage.map(Stage::valueOf),
                standing.map(it -> Generation.ofSuffix(
                                it.substring(Generation.stageIn(it).length())))
                        .orElse(Generation.FIRST));
    }

    /**
     * Stage and generation as the one text that stores keep: the name of the stage alone in the first generation, as ever. A later one
     * follows it, so that a version of the library that knows no generations cannot read the record, and neither serves nor moves the
     * cohort.
     */
    public Optional<String> standing() {
        String text = stage.map(Stage::name).orElse("") + generation.suffix();
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }
}
