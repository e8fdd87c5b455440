// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.status.internal.collect;

import java.util.List;
import java.util.Optional;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.cutover.Stage;

/**
 * Where a module stands, as its stores say.
 *
 * @param stage by the record of the store that leads; empty while neither does
 * @param configured the stage that the configuration names
 * @param leader which store leads; empty if that is not known
 * @param epoch of the lead; 0 if that is not known
 * @param wish the stage that is asked for and not granted
 * @param reasons why not
 * @param problems what is wrong with a store, in whole sentences
 */
public record Standing(
        Optional<Stage> stage,
        Stage configured,
        Optional<Side> leader,
        long epoch,
        Optional<Stage> wish,
        List<String> reasons,
        List<String> problems) {

    /** Takes unmodifiable copies. */
    public Standing {
        reasons = List.copyOf(reasons);
        problems = List.copyOf(problems);
    }
}
