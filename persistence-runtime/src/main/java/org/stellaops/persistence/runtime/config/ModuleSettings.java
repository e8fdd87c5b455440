package org.stellaops.persistence.runtime.config;

import java.util.Optional;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.settings.FollowerPolicy;
import org.stellaops.persistence.dualwrite.settings.ReconcilerPolicy;
import org.stellaops.persistence.dualwrite.shadow.ShadowReadPolicy;
import org.stellaops.persistence.dualwrite.tombstone.TombstoneSchedule;

/**
 * One section below {@code persistence.modules}.
 *
 * @param stage the stage that the module shall be in
 * @param shadowRead which reads are compared
 * @param follower whether callers wait for the follower, and the bounds of what is done there
 * @param reconciler how often pendingFlags are looked at, how much is sent, and how often what the follower refuses is tried
 * @param mongoDatabase the database of this module, if it is not that of all
 * @param tombstones how often this process removes tombstones by itself, and which; empty if it does not
 */
public record ModuleSettings(
        Stage stage,
        ShadowReadPolicy shadowRead,
        FollowerPolicy follower,
        ReconcilerPolicy reconciler,
        Optional<String> mongoDatabase,
        Optional<TombstoneSchedule> tombstones) {

    /** These settings in another stage. */
    ModuleSettings at(Stage other) {
        return new ModuleSettings(other, shadowRead, follower, reconciler, mongoDatabase, tombstones);
    }
}
