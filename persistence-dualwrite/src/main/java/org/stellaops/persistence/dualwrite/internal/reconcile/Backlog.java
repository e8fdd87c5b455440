// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.reconcile;

import java.time.Instant;
import java.util.Optional;
import org.stellaops.persistence.dualwrite.settings.Ulids;
import org.stellaops.persistence.spi.PendingSample;

/**
 * The replication backlog of one entity type, measured up to 100,000 keys.
 *
 * @param keys how many keys carry a pending flag, dead letters included; at most 100,000
 * @param oldest when the oldest write of these was made, by the writer's clock; empty if there is none
 * @param dead how many of them are dead letters; empty if that could not be read
 */
public record Backlog(long keys, Optional<Instant> oldest, Optional<Long> dead) {

    /** The cost of a measurement must not grow with the backlog. */
    public static final int MOST = 100_000;

    public static Backlog of(PendingSample sample, Optional<Long> dead) {
        return new Backlog(sample.keys(), sample.lowestToken().flatMap(Ulids::instantOf), dead);
    }
}
