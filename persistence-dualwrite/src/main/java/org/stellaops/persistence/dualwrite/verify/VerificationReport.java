package org.stellaops.persistence.dualwrite.verify;

import java.util.List;
import org.stellaops.persistence.cutover.Stage;

/**
 * What a verification found. Equal for two runs over the same data; times are in the events.
 *
 * @param entity the name of the entity type
 * @param stage in which it ran, and with it which store led
 * @param complete whether the pass came to its end
 * @param findings in the order of keys, at most as many as asked for; {@code counts} holds the totals
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

    /** How many divergent keys are not in the list. */
    public long unlisted() {
        return counts.divergent() - findings.size();
    }

    /** One line for a person. */
    public String describe() {
        return module + "." + entity + ": " + verdict + ", " + counts.compared() + " compared, " + counts.equal()
                + " equal, " + counts.missing() + " missing on the target, " + counts.extra() + " extra on the target, "
                + counts.changed() + " changed, " + counts.notComparable() + " not comparable, " + counts.unsettled()
                + " unsettled" + (counts.leftBehind() > 0 ? ", " + counts.leftBehind() + " left behind as decided" : "")
                + (complete ? "" : "; the pass was stopped before its end");
    }
}
