// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.verify;

import java.time.Duration;

/**
 * How often the processes of a module verify it by themselves, with a {@link VerificationMode#DEEP deep} verification.
 *
 * @param every how old the last verification of an entity type, by whatever process, may be before one of them verifies it again
 */
public record VerificationSchedule(Duration every) {

    /**
     * Rejects an interval that is not positive.
     *
     * @throws IllegalArgumentException if the interval is not positive
     */
    public VerificationSchedule {
        if (every.isNegative() || every.isZero()) {
            throw new IllegalArgumentException("every must be positive, but is " + every);
        }
    }
}
