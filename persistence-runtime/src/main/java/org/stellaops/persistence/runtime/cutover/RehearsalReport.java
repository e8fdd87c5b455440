// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.cutover;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.verify.Verdict;
import org.stellaops.persistence.dualwrite.verify.VerificationReport;
import org.stellaops.persistence.dualwrite.vitals.Vitals;

/**
 * What a rehearsal showed.
 *
 * @param plan what was planned; its gates say why, if the rehearsal did not begin
 * @param bound the longest pause that was allowed
 * @param there for how long writes were held back when the lead went to the target; empty if it did not go there
 * @param back the same when it went back
 * @param whileTargetLed of every entity type, while the target led
 * @param afterwards of every entity type, when the legacy store led again; evidence for the gates of the cutover itself
 * @param vitals what all members counted while the target led, within the configured window at most
 * @param endedIn where the module stands now
 * @param reasons what went wrong, in whole sentences; empty if nothing did
 */
public record RehearsalReport(
        CutoverPlan plan,
        Duration bound,
        Optional<Duration> there,
        Optional<Duration> back,
        List<VerificationReport> whileTargetLed,
        List<VerificationReport> afterwards,
        Vitals vitals,
        Stage endedIn,
        List<String> reasons) {

    /** Takes unmodifiable copies. */
    public RehearsalReport {
        whileTargetLed = List.copyOf(whileTargetLed);
        afterwards = List.copyOf(afterwards);
        reasons = List.copyOf(reasons);
    }

    /** Whether the lead went there and back, each time within the bound, and everything was equal and was compared. */
    public boolean isPassed() {
        return reasons.isEmpty() && there.isPresent() && back.isPresent();
    }

    /** How many divergences were confirmed, by reads of members and by the verifications. */
    public long divergences() {
        return vitals.comparisons().bad() + divergent(whileTargetLed) + divergent(afterwards);
    }

    /** Lines for a person. */
    public List<String> describe() {
        List<String> lines = new ArrayList<>();
        there.ifPresent(
                it -> lines.add("to the target: writes paused for " + it.toMillis() + " ms, of " + bound.toMillis()));
        whileTargetLed.forEach(it -> lines.add("while it led: " + it.describe()));
        if (vitals.isKnown()) {
            lines.add("members: " + vitals.calls().all() + " calls, "
                    + vitals.calls().bad() + " failed; "
                    + vitals.comparisons().all() + " reads compared, "
                    + vitals.comparisons().bad() + " divergent");
        }
        back.ifPresent(it -> lines.add("back: writes paused for " + it.toMillis() + " ms, of " + bound.toMillis()));
        afterwards.forEach(it -> lines.add("afterwards: " + it.describe()));
        reasons.forEach(it -> lines.add("NOT PASSED  " + it));
        return lines;
    }

    static List<String> problems(String when, List<VerificationReport> reports) {
        return reports.stream()
                .filter(it -> it.verdict() == Verdict.FAIL
                        || (it.verdict() != Verdict.PASS && it.counts().compared() > 0))
                .map(it -> when + ": " + it.describe())
                .toList();
    }

    private static long divergent(List<VerificationReport> reports) {
        return reports.stream().mapToLong(it -> it.counts().divergent()).sum();
    }
}
