package org.stellaops.persistence.dualwrite.internal.reconcile;

import java.time.Instant;
import java.util.Optional;
import org.stellaops.persistence.dualwrite.settings.Ulids;
import org.stellaops.persistence.spi.PendingSample;

/**
 * How far the follower of one entity type is behind, looked at no further than 100,000 keys.
 *
 * @param keys how many keys carry the pendingFlag, dead letters among them; 100,000 if there are more
 * @param oldest when the oldest write of these was made, by the clock of whoever made it; empty if there is none
 * @param dead how many of them are dead letters; empty if that could not be learnt
 */
public record Backlog(long keys, Optional<Instant> oldest, Optional<Long> dead) {

    /** What a look costs must not grow with the backlog. */
    public static final int MOST = 100_000;

    public static Backlog of(PendingSample sample, Optional<Long> dead) {
        return new Backlog(sample.keys(), sample.lowestToken().flatMap(Ulids::instantOf), dead);
    }
}
