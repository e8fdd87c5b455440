// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.value;

import java.time.Instant;

/** The precision of a field's instants. A finer instant is rejected, never rounded. */
public enum Precision {
    /** A BSON date. */
    MILLIS(1_000_000),
    /** The precision of {@code timestamptz}; a text of fixed width in MongoDB, for the years 0000 to 9999. */
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
