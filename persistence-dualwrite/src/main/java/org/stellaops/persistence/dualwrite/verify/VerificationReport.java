// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.cutover.Stage;

/**
 * The result of a verification. Equal for two runs over the same data; times are in the events.
 *
 * @param entity the name of the entity type
 * @param stage in which it ran, and with it which store led
 * @param mode how much was read
 * @param verdict what is proved
 * @param complete whether the pass was complete
 * @param counts of keys
 * @param findings in key order, up to the configured number; {@code counts} holds the totals
 * @param unanswered which store did not answer, and to what, so that the pass ended there; empty if both did
 * @param control what the checker did not see of the differences that were planted into what it read, before the pass or after it;
 *     empty if it saw each of them
 */
public record VerificationReport(
        String module,
        String entity,
        Stage stage,
        VerificationMode mode,
        Verdict verdict,
        boolean complete,
        VerificationCounts counts,
        List<Finding> findings,
        Optional<String> unanswered,
        Optional<String> control) {

    /** Takes an unmodifiable copy. */
    public VerificationReport {
        findings = List.copyOf(findings);
    }

    /** How many divergent keys are not listed. */
    public long unlisted() {
        return counts.divergent() - findings.size();
    }

    /**
     * This report, for whoever cannot go on without an answer of both stores.
     *
     * @throws StoreException if a store did not answer
     */
    public VerificationReport requireAnswered() {
        unanswered.ifPresent(it -> {
            throw new StoreException(Fault.Kind.UNAVAILABLE, it, null);
        });
        return this;
    }

    /** Why nothing is proved although nothing was found, or what else is open; empty after a complete pass. */
    public List<String> open() {
        List<String> open = new ArrayList<>();
        unanswered.ifPresent(it -> open.add("a store did not answer: " + it));
        if (!complete && unanswered.isEmpty()) {
            open.add("the pass was stopped before its end");
        }
        if (counts.compared() == 0) {
            open.add("no record was compared");
        }
        if (counts.unsettled() > 0) {
            open.add(counts.unsettled() + " key(s) never came to rest");
        }
        control.ifPresent(it -> open.add("the positive control failed: " + it));
        return open;
    }

    /** A one-line summary. */
    public String describe() {
        return module + "." + entity + ": " + verdict + ", " + counts.compared() + " compared, " + counts.equal()
                + " equal, " + counts.missing() + " missing on the target, " + counts.extra() + " extra on the target, "
                + counts.changed() + " changed, " + counts.notComparable() + " not comparable, " + counts.unsettled()
                + " unsettled" + (counts.leftBehind() > 0 ? ", " + counts.leftBehind() + " left behind as decided" : "")
                + (mode == VerificationMode.DEEP ? "" : ", " + mode.word() + ": contents were not read")
                + (open().isEmpty() ? "" : "; " + String.join("; ", open()));
    }
}
