// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.status.action;

import java.util.Optional;
import java.util.function.Consumer;
import org.stellaops.persistence.dualwrite.gate.GateOverride;
import org.stellaops.persistence.dualwrite.gate.MoveResult;
import org.stellaops.persistence.runtime.PersistenceModule;
import org.stellaops.persistence.runtime.cutover.Cutover;
import org.stellaops.persistence.runtime.cutover.CutoverPlan;
import org.stellaops.persistence.runtime.cutover.CutoverResult;

/** A cutover of an open module in somebody's name. */
public final class OrderedCutover {

    private OrderedCutover() {}

    /**
     * Plans it, records the order with the plan, and carries it out.
     *
     * @throws org.stellaops.persistence.StoreException if the order cannot be recorded: then nothing was done
     */
    public static CutoverResult run(PersistenceModule module, StageOrder order, Consumer<MoveResult> progress) {
        Cutover cutover = Cutover.of(module, order.to());
        CutoverPlan plan = cutover.plan();
        module.dualWrite()
                .order(
                        "cutover " + plan.from().configName() + " -> "
                                + plan.to().configName() + (order.overridesGates() ? ", gates overridden" : ""),
                        order.by(),
                        order.reason(),
                        plan.describe());
        Optional<GateOverride> override =
                order.overridesGates() ? Optional.of(new GateOverride(order.by(), order.reason())) : Optional.empty();
        return cutover.run(plan, override, progress);
    }
}
