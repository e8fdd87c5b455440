// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.admission;

import java.util.List;
import org.stellaops.persistence.cutover.Side;

/**
 * What a readmission would do. Made by {@link Readmission#plan}, looked at by a person, and given to {@link
 * Readmission#carryOut}.
 *
 * @param serving the store that leads afterwards, and whose content is taken as right
 * @param admitted the store that follows afterwards, and is filled from the other
 * @param problems what is wrong with the stores now
 * @param losesWrites whether acknowledged writes are lost, or may be
 * @param loss what will be lost, as whole sentences
 */
public record ReadmissionPlan(
        String module, Side serving, Side admitted, List<StoreProblem> problems, boolean losesWrites, String loss) {

    /** Takes an unmodifiable copy. */
    public ReadmissionPlan {
        problems = List.copyOf(problems);
    }

    /** For a person. */
    public String describe() {
        StringBuilder text = new StringBuilder("module ").append(module).append(": ");
        problems.forEach(it -> text.append(it.text()).append(". "));
        return text.append("The ")
                .append(serving.configName())
                .append(" store will lead, in a new epoch, and the ")
                .append(admitted.configName())
                .append(" store will be filled from it and verified. ")
                .append(loss)
                .toString();
    }
}
