// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.coverage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent.ReadKind;
import org.stellaops.persistence.query.Condition;
import org.stellaops.persistence.query.PageToken;
import org.stellaops.persistence.query.Query;
import org.stellaops.persistence.query.Sort;
import org.stellaops.persistence.value.Value;

class ReadCoverageTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final ReadCoverage coverage = new ReadCoverage(3, () -> NOW);

    @Test
    void queriesThatDifferInValuesOnlyAreOneShapeAndNoValueIsKept() {
        coverage.queried("orders", Query.where(status("open"))).compared();
        ReadCoverage.CountedRead second = coverage.queried("orders", Query.where(status("secret")));
        second.compared();
        second.confirmed();

        assertThat(coverage.report().shapes())
                .containsExactly(new ShapeCoverage("orders", ReadKind.QUERY, "status = ?", 2, 2, 1, Optional.of(NOW)));
    }

    @Test
    void operatorOrderAndTokenMakeShapesOfTheirOwn() {
        ReadCoverage wide = new ReadCoverage(() -> NOW);
        Query open = Query.where(status("open"));
        Condition range = Condition.and(
                new Condition.Compare("total", Condition.Operator.GREATER, Value.of(1)),
                Condition.not(new Condition.Prefix("name", "a")));
        for (Query it : List.of(
                open,
                open.orderBy(new Sort("total", Sort.Direction.DESCENDING)),
                open.orderBy(new Sort("total", Sort.Direction.ASCENDING)),
                open.after(new PageToken("x")),
                Query.where(range),
                Query.all())) {
            ReadCoverage.CountedRead unused = wide.queried("orders", it);
        }

        assertThat(wide.report().shapes())
                .extracting(ShapeCoverage::shape)
                .containsExactlyInAnyOrder(
                        "status = ?",
                        "status = ? order by total desc",
                        "status = ? order by total",
                        "status = ? from a token",
                        "(total > ? and not (name begins with ?))",
                        "all");
        assertThat(wide.report().neverCompared()).hasSize(6);
    }

    @Test
    void conditionsOnMembersOfJsonAreShapesOfTheirOwn() {
        ReadCoverage wide = new ReadCoverage(() -> NOW);
        Condition value = new Condition.Compare("value", Condition.Operator.EQUAL, Value.of("secret"));
        for (Query it : List.of(
                Query.all(),
                Query.where(Condition.member("payload", List.of("a", "b"), value)),
                Query.where(Condition.member("payload", "c", value)))) {
            ReadCoverage.CountedRead unused = wide.queried("orders", it);
        }

        assertThat(wide.report().shapes())
                .extracting(ShapeCoverage::shape)
                .containsExactlyInAnyOrder("all", "member payload.a.b (value = ?)", "member payload.c (value = ?)");
    }

    @Test
    void pastItsCapacityReadsAreCountedTogether() {
        for (int i = 0; i < 10; i++) {
            ReadCoverage.CountedRead unused = coverage.read("entity" + i, ReadKind.FIND);
        }

        assertThat(coverage.report().shapes()).hasSize(3);
        assertThat(coverage.report().unlisted()).isEqualTo(7);
    }

    @Test
    void theBoundIsTheRuleOfThreeAndHigherWithDivergences() {
        assertThat(DivergenceBound.of(0, 0)).isEqualTo(1.0);
        assertThat(DivergenceBound.of(0, 3_000)).isEqualTo(0.001);
        // The exact limits of a Poisson count at 95 % are 4.744 and 16.962.
        assertThat(DivergenceBound.of(1, 1_000)).isCloseTo(0.004744, within(0.00002));
        assertThat(DivergenceBound.of(10, 1_000)).isCloseTo(0.016962, within(0.00002));
        assertThat(DivergenceBound.of(5, 5)).isEqualTo(1.0);
    }

    @Test
    void reportsOfSeveralProcessesAddUp() {
        coverage.read("orders", ReadKind.FIND).compared();
        CoverageReport one = coverage.report();

        CoverageReport both = CoverageReport.sum(List.of(one, one, new CoverageReport(List.of(), 4)));

        assertThat(both.compared()).isEqualTo(2);
        assertThat(both.shapes())
                .singleElement()
                .satisfies(it -> assertThat(it.uses()).isEqualTo(2));
        assertThat(both.unlisted()).isEqualTo(4);
    }

    private static Condition status(String value) {
        return new Condition.Compare("status", Condition.Operator.EQUAL, Value.of(value));
    }
}
