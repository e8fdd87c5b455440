// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.config;

import java.time.Duration;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.settings.FollowerPolicy;
import org.stellaops.persistence.dualwrite.settings.MovePolicy;
import org.stellaops.persistence.dualwrite.settings.ReconcilerPolicy;
import org.stellaops.persistence.dualwrite.settings.RollbackPolicy;
import org.stellaops.persistence.dualwrite.settings.TransactionJoin;
import org.stellaops.persistence.dualwrite.shadow.ShadowReadPolicy;
import org.stellaops.persistence.dualwrite.shape.QueryShapePolicy;
import org.stellaops.persistence.dualwrite.tombstone.TombstoneSchedule;
import org.stellaops.persistence.dualwrite.verify.VerificationSchedule;

/**
 * One section below {@code persistence.modules}.
 *
 * @param stage the configured stage
 * @param shadowRead which reads are compared
 * @param divergences what a comparison lets pass, and where divergences go
 * @param follower whether callers wait for the follower, and the limits of replication
 * @param reconciler how often pending flags are processed, how much is sent, and how often a rejected image is retried
 * @param mongoDatabase the MongoDB database of this module, if it differs from the common one
 * @param tombstones how often this process removes tombstones, and which; empty if it does not
 * @param verification how often the processes of the module verify it by themselves; empty if they do not
 * @param moves how long leader changes may take
 * @param epochKept how long a control record that was read is trusted
 * @param queryShapes whether query shapes that no index serves are reported
 * @param joins in which stages calls may be part of a JDBC transaction of the caller
 * @param requires the modules that must write where this one reads
 * @param rollback when the lead goes back to the legacy store without an order
 */
public record ModuleSettings(
        Stage stage,
        ShadowReadPolicy shadowRead,
        DivergenceSettings divergences,
        FollowerPolicy follower,
        ReconcilerPolicy reconciler,
        Optional<String> mongoDatabase,
        Optional<TombstoneSchedule> tombstones,
        Optional<VerificationSchedule> verification,
        MovePolicy moves,
        Duration epochKept,
        QueryShapePolicy queryShapes,
        TransactionJoin joins,
        Set<String> requires,
        RollbackPolicy rollback) {

    /** Takes an unmodifiable copy. */
    public ModuleSettings {
        requires = Collections.unmodifiableSet(new TreeSet<>(requires));
    }

    /** These settings but for what takes effect while a process runs. */
    ModuleSettings with(Stage other, ShadowReadPolicy reads) {
        return new ModuleSettings(
                other,
                reads,
                divergences,
                follower,
                reconciler,
                mongoDatabase,
                tombstones,
                verification,
                moves,
                epochKept,
                queryShapes,
                joins,
                requires,
                rollback);
    }
}
