// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.verify;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.entity.EntityType;

/**
 * The reports of the ranges into which a verification was divided, as one report of all keys. It passes if each range was compared to
 * its end: one that is missing, was stopped, whose store did not answer, whose keys did not come to rest or whose checker failed its
 * control leaves the whole not verified. A range in which neither store has a record was compared; all of them together were not.
 *
 * <p>Not for concurrent use.
 */
public final class RangeReports {

    private final EntityType<?> type;
    private final Stage stage;
    private final VerificationSettings settings;
    private final int ranges;
    private final TreeMap<Integer, VerificationReport> reports = new TreeMap<>();

    /**
     * No report yet.
     *
     * @param stage in which the verification began
     * @param ranges how many ranges make up all keys
     */
    public RangeReports(EntityType<?> type, Stage stage, VerificationSettings settings, int ranges) {
        this.type = type;
        this.stage = stage;
        this.settings = settings;
        this.ranges = ranges;
    }

    /**
     * Adds the report of a range; a later one replaces an earlier one.
     *
     * @param range its number, from 0
     * @throws IllegalArgumentException if there is no such range, or the report is of something else
     */
    @CanIgnoreReturnValue
    public RangeReports add(int range, VerificationReport report) {
        if (range < 0 || range >= ranges) {
            throw new IllegalArgumentException("range " + range + " of " + ranges);
        }
        if (!report.module().equals(type.module())
                || !report.entity().equals(type.name())
                || report.mode() != settings.mode()) {
            throw new IllegalArgumentException("a report of " + report.module() + "." + report.entity() + " in mode "
                    + report.mode().word() + " is none of " + type + " in mode "
                    + settings.mode().word());
        }
        reports.put(range, report);
        return this;
    }

    /** The ranges of which there is no report. */
    public List<Integer> missing() {
        List<Integer> missing = new ArrayList<>();
        for (int range = 0; range < ranges; range++) {
            if (!reports.containsKey(range)) {
                missing.add(range);
            }
        }
        return missing;
    }

    /** What is proved of all keys. */
    public VerificationReport together() {
        VerificationCounts counts = reports.values().stream()
                .map(VerificationReport::counts)
                .reduce(VerificationCounts.NONE, RangeReports::sum);
        Findings findings = new Findings(settings.findings());
        reports.values().stream()
                .flatMap(it -> it.findings().stream())
                .forEach(it -> findings.add(it.key(), it.divergence()));
        boolean isComplete = missing().isEmpty() && reports.values().stream().allMatch(this::isComplete);
        Optional<String> control =
                reports.values().stream().flatMap(it -> it.control().stream()).findFirst();
        return new VerificationReport(
                type.module(),
                type.name(),
                stage,
                settings.mode(),
                counts.verdict(isComplete && control.isEmpty()),
                isComplete,
                counts,
                findings.list(),
                reports.values().stream()
                        .flatMap(it -> it.unanswered().stream())
                        .findFirst(),
                control);
    }

    /** Of a range that was compared while another store led, nothing is proved. */
    private boolean isComplete(VerificationReport report) {
        return report.complete() && report.stage().leader() == stage.leader();
    }

    private static VerificationCounts sum(VerificationCounts one, VerificationCounts other) {
        return new VerificationCounts(
                one.equal() + other.equal(),
                one.missing() + other.missing(),
                one.extra() + other.extra(),
                one.changed() + other.changed(),
                one.notComparable() + other.notComparable(),
                one.unsettled() + other.unsettled(),
                one.bypassed() + other.bypassed(),
                one.leftBehind() + other.leftBehind());
    }
}
