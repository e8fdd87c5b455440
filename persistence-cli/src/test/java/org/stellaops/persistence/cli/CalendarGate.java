// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cli;

import java.util.List;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.gate.GateAnswer;
import org.stellaops.persistence.dualwrite.gate.StageGate;
import org.stellaops.persistence.runtime.StageGateProvider;

/** A gate of a service's own, named for the service loader: nothing leads anew on a weekend. */
public final class CalendarGate implements StageGateProvider {

    static volatile boolean weekend;

    /** For the service loader. */
    public CalendarGate() {}

    @Override
    public StageGate gate() {
        return step -> step.to() == Stage.TARGET_LED && weekend
                ? List.of(GateAnswer.refused("calendar", "it is the weekend", "move on a working day"))
                : List.of();
    }
}
