// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cli.serve;

import java.util.List;
import java.util.function.Consumer;
import org.stellaops.persistence.cli.frame.Frame;
import org.stellaops.persistence.cli.frame.Operator;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.event.DualWriteListener;
import org.stellaops.persistence.dualwrite.gate.MoveResult;
import org.stellaops.persistence.runtime.ModuleDescriptor;
import org.stellaops.persistence.runtime.Persistence;
import org.stellaops.persistence.runtime.config.Config;
import org.stellaops.persistence.runtime.cutover.Cutover;
import org.stellaops.persistence.runtime.cutover.CutoverPlan;
import org.stellaops.persistence.runtime.cutover.CutoverResult;
import org.stellaops.persistence.status.action.OrderedCutover;
import org.stellaops.persistence.status.action.StageActions;
import org.stellaops.persistence.status.action.StageOrder;

/**
 * Orders of the status page, each on a module that is opened for it and closed afterwards, as by the command {@code cutover}.
 * Between orders this process is no member of any module.
 *
 * @param config of the service
 * @param modules those that are shown
 * @param listener is told what happens meanwhile
 */
record OpeningActions(Config config, List<ModuleDescriptor> modules, DualWriteListener listener)
        implements StageActions {

    @Override
    public CutoverPlan plan(String module, Stage to) {
        try (Persistence persistence = open(module, Operator.ofProcess())) {
            return Cutover.of(persistence.module(module), to).plan();
        }
    }

    @Override
    public CutoverResult cutover(StageOrder order, Consumer<MoveResult> progress) {
        try (Persistence persistence = open(order.module(), order.by())) {
            return OrderedCutover.run(persistence.module(order.module()), order, progress);
        }
    }

    private Persistence open(String module, String operator) {
        ModuleDescriptor descriptor = modules.stream()
                .filter(it -> it.name().equals(module))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no module of this name"));
        return Frame.open(config, descriptor, listener, operator);
    }
}
