// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.memory;

import java.util.Optional;
import org.stellaops.persistence.cohort.FenceDemand;

/**
 * The validator of the collections that the cohorts of a module share, one for all of them. Each method is one atomic step; like
 * {@code collMod}, setting it depends on nothing that was read before.
 */
public interface SharedValidator {

    /** What it demands; empty if there is none. */
    Optional<FenceDemand> demand();

    /** Replaces it as a whole. */
    void set(FenceDemand demand);

    /** Whether it refuses a pending flag with this epoch. */
    boolean refuses(long epoch);
}
