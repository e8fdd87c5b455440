package org.stellaops.persistence.spi;

/**
 * What a store knows of its own leadership of a module. A store leads exactly when its own record says so.
 *
 * @param phase whether it leads
 * @param epoch counts the changes of leader
 */
public record ControlRecord(Phase phase, long epoch) {

    /** Whether a store leads, and whether the lead is about to move. */
    public enum Phase {
        /** Leads. */
        STEADY,
        /** Still leads; a change of leader has begun. */
        MOVING,
        /** Does not lead. */
        AWAY
    }

    /** Whether the store leads. */
    public boolean leads() {
        return phase != Phase.AWAY;
    }
}
