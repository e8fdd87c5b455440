// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.audit;

import java.util.List;
import java.util.Optional;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.audit.AuditAction;
import org.stellaops.persistence.dualwrite.audit.AuditAction.Kind;
import org.stellaops.persistence.dualwrite.gate.GateAnswer;
import org.stellaops.persistence.dualwrite.gate.GateOverride;
import org.stellaops.persistence.dualwrite.gate.MoveResult;

/** What the trail says of a step. Pure. */
public final class StageAudit {

    private StageAudit() {}

    /**
     * The record of a step.
     *
     * @param operator who ordered it, unless the override names somebody
     * @param evidence what every gate said
     */
    public static AuditAction of(
            MoveResult result, Optional<GateOverride> override, String operator, List<GateAnswer> evidence) {
        String by = override.map(GateOverride::by).orElse(operator);
        String reason = override.map(GateOverride::reason).orElse("");
        if (result instanceof MoveResult.Moved it) {
            boolean isForced = evidence.stream().anyMatch(answer -> !answer.passed());
            String moved = isForced ? "moved although gates refused" : "moved";
            return new AuditAction(
                    Kind.STAGE_MOVED,
                    step(it.from(), it.to()),
                    by,
                    reason,
                    it.pause().isZero() ? moved : AuditAction.withPause(moved, it.pause()),
                    evidence.stream().map(StageAudit::line).toList());
        } else if (result instanceof MoveResult.Refused it) {
            return new AuditAction(Kind.STAGE_REFUSED, step(it.from(), it.to()), by, reason, "refused", it.reasons());
        }
        throw new IllegalStateException("no move ends with " + result);
    }

    private static String step(Stage from, Stage to) {
        return from.configName() + " -> " + to.configName();
    }

    private static String line(GateAnswer answer) {
        return (answer.passed() ? "passed: " : "refused: ") + answer.describe();
    }
}
