// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stellaops.persistence.cutover.Stage.SHADOW_READ;
import static org.stellaops.persistence.cutover.Stage.TARGET_LED;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.stellaops.persistence.dualwrite.coverage.ShapeCoverage;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent.ReadKind;
import org.stellaops.persistence.dualwrite.gate.GateSettings.CoverageRule;

/** Each kind of read that callers make must have been compared often enough; rare kinds are exempt. */
class CoverageGateTest {

    private static final CoverageRule RULE = new CoverageRule(10, 0.5, 2);
    private static final String SEE = "see: persistence coverage --config FILE --module module";

    private final KnownEvidence evidence = new KnownEvidence();

    @ParameterizedTest
    @CsvSource({"9, 0, false", "10, 0, true", "10, 5, false", "1000, 5, true", "6, 0, false"})
    void aKindIsComparedOftenEnoughAndWithFewDivergences(long compared, long confirmed, boolean passes) {
        evidence.reads.add(read("a", 20, compared, confirmed));

        assertThat(check(RULE).get(0).passed()).isEqualTo(passes);
    }

    @Test
    void theShareThatMayDivergeIsAllowedUpToTheBound() {
        evidence.reads.add(read("a", 20, 10, 0));

        assertThat(check(new CoverageRule(10, 0.3, 0)).get(0).passed()).isTrue();
        assertThat(check(new CoverageRule(10, 0.29, 0)).get(0).passed()).isFalse();
    }

    @Test
    void whatIsLackingIsNamed() {
        evidence.reads.add(read("a = ?", 20, 9, 0));
        evidence.reads.add(read("b = ?", 20, 10, 5));
        evidence.reads.add(read("", 20, 0, 0));

        assertThat(check(RULE))
                .containsExactly(
                        refused("query of things: used 20 times, compared 0, of 10"),
                        refused("query of things where a = ?: used 20 times, compared 9, of 10"),
                        refused("query of things where b = ?: used 20 times, compared 10, 5 divergent: up to 1.0000 may"
                                + " diverge, more than 0.5000"));
    }

    @Test
    void ofManyLackingKindsFiveAreNamed() {
        for (int i = 0; i < 5; i++) {
            evidence.reads.add(read("f" + i, 20, 0, 0));
        }
        assertThat(check(RULE)).hasSize(5).noneMatch(it -> it.evidence().contains("one of"));

        evidence.reads.add(read("f5", 20, 0, 0));
        assertThat(check(RULE)).hasSize(5).allMatch(it -> it.evidence().endsWith(" (one of 6 kinds)"));
    }

    @Test
    void aKindThatIsRareIsExempt() {
        evidence.reads.add(read("a", 2, 0, 0));
        evidence.reads.add(read("b", 20, 10, 0));
        assertThat(check(RULE))
                .containsExactly(GateAnswer.passed("coverage", "1 kind(s) of reads, 10 compared in all"));

        evidence.reads.add(read("c", 3, 0, 0));
        assertThat(check(RULE))
                .singleElement()
                .satisfies(it -> assertThat(it.passed()).isFalse());
    }

    @Test
    void noReadAtAllProvesNothing() {
        evidence.reads.add(read("a", 2, 10, 0));

        assertThat(check(RULE))
                .containsExactly(GateAnswer.refused(
                        "coverage",
                        "no read is known that was made while reads are compared, which proves nothing",
                        "let services serve reads in shadow-read; " + SEE));
    }

    private List<GateAnswer> check(CoverageRule rule) {
        return StageGates.covered(rule).check(evidence.step(SHADOW_READ, TARGET_LED));
    }

    private static GateAnswer refused(String text) {
        return GateAnswer.refused("coverage", text, "wait, or raise shadow-read.sample-rate; " + SEE);
    }

    private static ShapeCoverage read(String shape, long uses, long compared, long confirmed) {
        return new ShapeCoverage("things", ReadKind.QUERY, shape, uses, compared, confirmed, Optional.empty());
    }
}
