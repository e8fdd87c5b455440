// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.status.action;

import java.util.function.Consumer;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.gate.MoveResult;
import org.stellaops.persistence.runtime.Persistence;
import org.stellaops.persistence.runtime.cutover.Cutover;
import org.stellaops.persistence.runtime.cutover.CutoverPlan;
import org.stellaops.persistence.runtime.cutover.CutoverResult;

/** Orders to modules that this process serves. */
record OpenModuleActions(Persistence persistence) implements StageActions {

    @Override
    public CutoverPlan plan(String module, Stage to) {
        return Cutover.of(persistence.module(module), to).plan();
    }

    @Override
    public CutoverResult cutover(StageOrder order, Consumer<MoveResult> progress) {
        return OrderedCutover.run(persistence.module(order.module()), order, progress);
    }
}
