// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.gate;

import java.util.List;
import java.util.Locale;
import org.stellaops.persistence.dualwrite.coverage.CoverageReport;
import org.stellaops.persistence.dualwrite.coverage.ShapeCoverage;
import org.stellaops.persistence.dualwrite.gate.GateSettings.CoverageRule;

/** Every kind of read that callers make was compared often enough. */
record CoverageGate(CoverageRule rule) implements StageGate {

    private static final String GATE = "coverage";
    private static final int NAMED = 5;

    @Override
    public List<GateAnswer> check(StageStep step) {
        CoverageReport report = step.evidence().coverage();
        List<ShapeCoverage> used =
                report.shapes().stream().filter(it -> it.uses() > rule.rare()).toList();
        List<ShapeCoverage> lacking = used.stream().filter(this::isLacking).toList();
        String see = "see: persistence coverage --config FILE --module "
                + step.evidence().module();
        if (used.isEmpty()) {
            return List.of(GateAnswer.refused(
                    GATE,
                    "no read is known that was made while reads are compared, which proves nothing",
                    "let services serve reads in " + step.from().configName() + "; " + see));
        }
        return lacking.isEmpty()
                ? List.of(GateAnswer.passed(
                        GATE, used.size() + " kind(s) of reads, " + report.compared() + " compared in all"))
                : lacking.stream()
                        .limit(NAMED)
                        .map(it -> GateAnswer.refused(
                                GATE,
                                describe(it) + (lacking.size() > NAMED ? " (one of " + lacking.size() + " kinds)" : ""),
                                "wait, or raise shadow-read.sample-rate; " + see))
                        .toList();
    }

    private boolean isLacking(ShapeCoverage shape) {
        return shape.compared() < rule.least() || shape.divergenceBound() > rule.bound();
    }

    private String describe(ShapeCoverage it) {
        String demanded = it.compared() < rule.least()
                ? ", of " + rule.least()
                : String.format(
                        Locale.ROOT,
                        ", %d divergent: up to %.4f may diverge, more than %.4f",
                        it.confirmed(),
                        it.divergenceBound(),
                        rule.bound());
        String name = it.operation().name().toLowerCase(Locale.ROOT) + " of " + it.entity()
                + (it.shape().isEmpty() ? "" : " where " + it.shape());
        return name + ": used " + it.uses() + " times, compared " + it.compared() + demanded;
    }
}
