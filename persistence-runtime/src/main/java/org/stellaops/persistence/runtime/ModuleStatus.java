// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.spi.ControlRecord;

/**
 * Where a module stands, as its two stores say.
 *
 * @param module its name
 * @param configured the stage that the configuration names
 * @param legacy the legacy store
 * @param target the target store
 * @param leader which store leads: as the control records say; as the stage says where there are none yet; empty if the
 *     records that could be read do not tell
 * @param entities what the leader holds, a line for each entity type; empty if the leader is not known or cannot be asked
 */
public record ModuleStatus(
        String module,
        Stage configured,
        SideStatus legacy,
        SideStatus target,
        Optional<Side> leader,
        List<EntityStatus> entities) {

    /** Takes an unmodifiable copy. */
    public ModuleStatus {
        entities = List.copyOf(entities);
    }

    /** One of the two stores. */
    public SideStatus of(Side side) {
        return side == Side.LEGACY ? legacy : target;
    }

    /** This, with what the leader holds. */
    ModuleStatus with(List<EntityStatus> held) {
        return new ModuleStatus(module, configured, legacy, target, leader, held);
    }

    /** Whether both stores could be asked. */
    public boolean isComplete() {
        return legacy.problem().isEmpty() && target.problem().isEmpty() && leader.isPresent();
    }

    /**
     * One of the two stores.
     *
     * @param control its control record; empty if it has none, or cannot be asked
     * @param problem why it cannot be asked
     */
    public record SideStatus(Optional<ControlRecord> control, Optional<String> problem) {

        /** In a few words, without what a store said. */
        public String describe() {
            return problem.map(it -> "cannot be asked")
                    .or(() -> control.map(it -> it.phase() + ", epoch " + it.epoch()
                            + it.generation().describe()
                            + it.stage().map(stage -> ", " + stage.configName()).orElse("")))
                    .orElse("no control record");
        }
    }

    /**
     * One entity type, as the store that leads knows it.
     *
     * @param entity its name
     * @param pending keys that the follower may not have yet, counted up to {@link #MOST}
     * @param pendingSince when the oldest of those writes was made, by the clock of its writer
     * @param deadLetters keys that the follower refused for good, counted up to {@link #MOST}
     * @param staleWrites stale-epoch writes that were kept, counted up to {@link #MOST}; empty if the target cannot be asked
     */
    public record EntityStatus(
            String entity, long pending, Optional<Instant> pendingSince, long deadLetters, Optional<Long> staleWrites) {

        /** Nothing is counted further than this. */
        public static final int MOST = 100_000;
    }
}
