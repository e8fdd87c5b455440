package org.stellaops.persistence.entity;

import java.time.Instant;

/** How fine the instants of a field may be. A finer one is refused, never rounded. */
public enum Precision {
    /** A BSON date. */
    MILLIS(1_000_000),
    /** What {@code timestamptz} holds; a text of fixed width in MongoDB, for the years 0000 to 9999. */
    MICROS(1_000);

    private final int nanos;

    Precision(int nanos) {
        this.nanos = nanos;
    }

    /** The latest instant of this precision that is not after the given one. */
    public Instant floor(Instant instant) {
        return instant.minusNanos(instant.getNano() % nanos);
    }

    /** Whether the instant has no digit finer than this precision. */
    public boolean holds(Instant instant) {
        return instant.getNano() % nanos == 0;
    }
}
