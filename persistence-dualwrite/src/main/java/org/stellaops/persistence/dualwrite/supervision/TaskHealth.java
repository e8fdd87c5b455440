// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.supervision;

import java.time.Instant;
import java.util.Optional;

/**
 * How one background task is.
 *
 * @param task its name, such as {@code reconciler}
 * @param alive whether its thread runs, or would be started for the next piece of work; false once it is closed
 * @param lastSuccess when a piece of its work last succeeded; empty if none has yet
 * @param failuresInARow how many pieces of work failed since then
 * @param failures how many failed since the task exists
 * @param lastFailure what the last failure was, without values of records; empty once a piece of work has succeeded after it
 */
public record TaskHealth(
        String task,
        boolean alive,
        Optional<Instant> lastSuccess,
        long failuresInARow,
        long failures,
        Optional<String> lastFailure) {

    /** Whether it runs and its last piece of work, if there was one, succeeded. */
    public boolean isWell() {
        return alive && failuresInARow == 0;
    }
}
