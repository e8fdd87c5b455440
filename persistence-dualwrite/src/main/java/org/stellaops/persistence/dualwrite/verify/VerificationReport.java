// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.verify;

import java.util.List;
import org.stellaops.persistence.cutover.Stage;

/**
 * The result of a verification. Equal for two runs over the same data; times are in the events.
 *
 * @param entity the name of the entity type
 * @param stage in which it ran, and with it which store led
 * @param complete whether the pass was complete
 * @param findings in key order, up to the configured number; {@code counts} holds the totals
 */
public record VerificationReport(
        String module,
        String entity,
        Stage stage,
        Verdict verdict,
        boolean complete,
        VerificationCounts counts,
        List<Finding> findings) {

    /** Takes an unmodifiable copy. */
    public VerificationReport {
        findings = List.copyOf(findings);
    }

    /** How many divergent keys are not listed. */
    public long unlisted() {
        return counts.divergent() - findings.size();
    }

    /** A one-line summary. */
    public String describe() {
        return module + "." + entity + ": " + verdict + ", " + counts.compared() + " compared, " + counts.equal()
                + " equal, " + counts.missing() + " missing on the target, " + counts.extra() + " extra on the target, "
                + counts.changed() + " changed, " + counts.notComparable() + " not comparable, " + counts.unsettled()
                + " unsettled" + (counts.leftBehind() > 0 ? ", " + counts.leftBehind() + " left behind as decided" : "")
                + (complete ? "" : "; the pass was stopped before its end");
    }
}
