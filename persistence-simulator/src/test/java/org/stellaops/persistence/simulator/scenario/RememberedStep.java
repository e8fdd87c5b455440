// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.simulator.scenario;

import java.util.Set;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent;
import org.stellaops.persistence.dualwrite.event.DualWriteListener;

/**
 * What a coordinator still knows after a step of a change of leader: the step, its epoch, and whether it found the fence weak. All that
 * it was answered on the way there is forgotten, so that states which differ in nothing else are one. After other steps it knows more.
 */
final class RememberedStep implements DualWriteListener {

    private static final Set<String> STEPS = Set.of("begin", "fence");

    private final SimulatedModule module;
    private long weakAt;

    RememberedStep(SimulatedModule module) {
        this.module = module;
    }

    @Override
    public void on(DualWriteEvent event) {
        if (event instanceof DualWriteEvent.FenceIsWeak it) {
            weakAt = it.epoch();
        } else if (event instanceof DualWriteEvent.LeaderChangeStep it && STEPS.contains(it.step())) {
            module.forgetWithinCall(it.step() + " from " + it.from() + " " + it.epoch() + " weak at " + weakAt);
        }
    }
}
