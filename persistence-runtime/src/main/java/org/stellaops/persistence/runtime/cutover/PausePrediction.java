// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.cutover;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * For how long writes will be held back by a change of leader.
 *
 * @param backlog keys that carry a pending flag now
 * @param perSecond keys that are replicated in a second, net of new ones; empty if none was pending, or their number did not fall
 * @param likely the estimate
 * @param atMost after so long the change is aborted and writes go on with the former leader
 * @param confidence how sure the estimate is
 */
public record PausePrediction(
        long backlog, Optional<Double> perSecond, Duration likely, Duration atMost, Confidence confidence) {

    /** How sure an estimate is. */
    public enum Confidence {
        /** Nothing but writes in flight is pending, and earlier changes of leader were measured. */
        HIGH,
        /** The same by round trips alone; or something is pending, and how fast it is replicated was measured. */
        MEDIUM,
        /** What is pending does not fall: nothing tells how long it will take. */
        LOW
    }

    /** One line for a person. */
    public String describe() {
        String rate = perSecond
                .map(it -> String.format(Locale.ROOT, ", replicated at %.0f a second", it))
                .orElse("");
        return "writes pause for about " + likely.toMillis() + " ms, at most " + atMost.toMillis() + " ms; "
                + confidence.name().toLowerCase(Locale.ROOT) + " confidence: " + backlog + " key(s) pending" + rate;
    }
}
