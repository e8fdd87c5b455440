// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.repair;

import java.util.List;

/**
 * Repairs that were planned together, without contents.
 *
 * @param id by which it is executed and undone
 * @param repairs in the order of entity and key
 */
public record RepairPlan(String id, List<PlannedRepair> repairs) {

    /** Takes an unmodifiable copy. */
    public RepairPlan {
        repairs = List.copyOf(repairs);
    }

    /** How many repairs are in a state. */
    public long count(RepairState state) {
        return repairs.stream().filter(it -> it.state() == state).count();
    }

    /** One line with how many repairs are in which state. */
    public String describe() {
        StringBuilder line = new StringBuilder("plan ")
                .append(id)
                .append(": ")
                .append(repairs.size())
                .append(" repair(s)");
        for (RepairState state : RepairState.values()) {
            if (count(state) > 0) {
                line.append(", ").append(count(state)).append(' ').append(state.word());
            }
        }
        return line.toString();
    }
}
