// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.status.activity;

import java.time.Duration;

/**
 * How long calls took within some seconds.
 *
 * @param calls how many there were
 * @param median half of them took at most so long; zero if there were none
 * @param p99 of a hundred, ninety-nine took at most so long
 */
public record Latency(long calls, Duration median, Duration p99) {

    /** No calls. */
    public static final Latency NONE = new Latency(0, Duration.ZERO, Duration.ZERO);
}
