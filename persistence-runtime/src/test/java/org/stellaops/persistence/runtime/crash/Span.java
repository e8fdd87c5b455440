// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.crash;

/** A span of time, both ends included, in nanoseconds of {@link System#nanoTime}. */
record Span(long from, long until) {

    boolean meets(Span other) {
        return from <= other.until && until >= other.from;
    }

    long nanos() {
        return until - from;
    }
}
