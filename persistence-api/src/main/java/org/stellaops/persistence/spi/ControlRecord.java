package org.stellaops.persistence.spi;

/**
 * A store's record of its leadership of a module. A store leads exactly if its own record says so.
 *
 * @param phase whether it leads
 * @param epoch counts leader changes and epoch advances
 */
public record ControlRecord(Phase phase, long epoch) {

    /** Whether a store leads, and whether a leader change has begun. */
    public enum Phase {
        /** Leads. */
        STEADY,
        /** Still leads; a leader change has begun. */
        MOVING,
        /** Does not lead. */
        AWAY
    }

    /** Whether the store leads. */
    public boolean leads() {
        return phase != Phase.AWAY;
    }
}
