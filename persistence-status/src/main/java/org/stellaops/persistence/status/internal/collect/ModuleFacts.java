// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.status.internal.collect;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.stellaops.persistence.dualwrite.divergence.DivergenceSummary;
import org.stellaops.persistence.runtime.ModuleHealth;
import org.stellaops.persistence.status.activity.LongWork;
import org.stellaops.persistence.status.activity.ModuleActivity;
import org.stellaops.persistence.status.activity.MoveStep;

/**
 * All that is known of one module at one moment.
 *
 * @param now the moment
 * @param name its name
 * @param entities its entity types
 * @param stores what its stores last said
 * @param health of its background tasks, in this process
 * @param divergences that this process found
 * @param last the last sample, with the latencies of some seconds
 * @param counts what the events of this process say
 * @param work backfills and verifications
 * @param steps of the last change of leader
 */
public record ModuleFacts(
        Instant now,
        String name,
        List<String> entities,
        StoreFacts stores,
        Optional<ModuleHealth> health,
        Optional<DivergenceSummary> divergences,
        Optional<Sample> last,
        Optional<ModuleActivity.Counts> counts,
        List<LongWork> work,
        List<MoveStep> steps) {

    /** Takes unmodifiable copies. */
    public ModuleFacts {
        entities = List.copyOf(entities);
        work = List.copyOf(work);
        steps = List.copyOf(steps);
    }
}
