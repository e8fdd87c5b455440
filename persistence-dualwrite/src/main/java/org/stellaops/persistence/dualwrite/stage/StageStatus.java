// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.stage;

import java.util.List;
import java.util.Optional;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.admission.StoreProblem;
import org.stellaops.persistence.dualwrite.member.Member;

/**
 * Where a module stands, and what is in the way of what is wished.
 *
 * @param module its name
 * @param served the stage by which this process serves
 * @param recorded the stage in the record of the store that leads; empty while neither leads
 * @param leader which store leads, as this process knows
 * @param epoch of the lead; 0 while neither leads
 * @param configured the stage that the configuration of this process names
 * @param wish the stage that this process was asked to bring about and that has not been granted
 * @param reasons why not
 * @param problem what is wrong with a store: nothing is sent to the other one and the lead does not move
 * @param members the processes that serve the module, with their own wishes
 */
public record StageStatus(
        String module,
        Stage served,
        Optional<Stage> recorded,
        Side leader,
        long epoch,
        Stage configured,
        Optional<Stage> wish,
        List<String> reasons,
        Optional<StoreProblem> problem,
        List<Member> members) {

    /** Takes unmodifiable copies. */
    public StageStatus {
        reasons = List.copyOf(reasons);
        members = List.copyOf(members);
    }

    /** Whether the configuration of this process names another stage than the one in which the module is. */
    public boolean differsFromConfiguration() {
        return recorded.isPresent() && recorded.get() != configured;
    }
}
