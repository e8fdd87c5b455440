// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.examples.demo.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.dualwrite.verify.Verdict;
import org.stellaops.persistence.examples.demo.injection.InjectedDifference;
import org.stellaops.persistence.examples.demo.injection.InjectedKind;

class ReportJsonTest {

    private static final InjectedDifference CHANGED =
            new InjectedDifference(InjectedKind.CHANGED_COLUMN, "A", "summary");
    private static final InjectedDifference MISSING = new InjectedDifference(InjectedKind.MISSING_ROW, "B", null);

    @Test
    void theReportHasTheMembersThatOthersReadIt() throws IOException {
        JsonNode json = written(report(List.of(CHANGED, MISSING), List.of(CHANGED, MISSING)));

        assertThat(names(json))
                .contains(
                        "engines",
                        "advisories",
                        "stages",
                        "planted",
                        "found",
                        "repaired",
                        "false_positives",
                        "acknowledged_writes",
                        "lost_writes",
                        "cutover_pause_ms",
                        "rows",
                        "touched",
                        "verdict")
                .doesNotContain("clean", "export_check");
        assertThat(names(json.get("advisories"))).containsExactly("read", "stored", "refused");
        assertThat(names(json.get("advisories").get("refused").get(0))).containsExactly("line", "id", "reason");
        assertThat(json.get("advisories").get("refused").get(0).get("id").isNull())
                .isTrue();
        assertThat(names(json.get("stages").get(0)))
                .containsExactly("stage", "entered_at", "writes", "reads", "divergences");
        assertThat(names(json.get("planted").get(0))).containsExactly("kind", "key", "field");
        assertThat(json.get("planted").get(0).get("kind").textValue()).isEqualTo("changed_column");
        assertThat(json.get("planted").get(1).get("field").isNull()).isTrue();
        assertThat(json.get("rows").get("advisories").longValue()).isEqualTo(3);
    }

    @Test
    void aRunInWhichEverythingHoldsIsClean() {
        assertThat(verdict(report(List.of(CHANGED), List.of(CHANGED)))).isEqualTo("clean");
    }

    @Test
    void whatWasInjectedAndNotFoundFails() {
        assertThat(verdict(report(List.of(CHANGED, MISSING), List.of(CHANGED))))
                .startsWith("failed: ")
                .contains("injected and not found: missing_row B");
    }

    @Test
    void whatWasFoundAndNotInjectedFails() {
        assertThat(verdict(report(List.of(CHANGED), List.of(CHANGED, MISSING))))
                .contains("found and not injected: missing_row B");
    }

    @Test
    void aComparisonOfNothingProvesNothing() {
        DemoReport.Comparison nothing =
                new DemoReport.Comparison("RAMP_DOWN", Verdict.NOT_VERIFIED, 0, 0, 0, 0, 0, 0, 0);

        assertThat(verdict(report(List.of(CHANGED), List.of(CHANGED), 0, nothing)))
                .contains("compared nothing");
    }

    @Test
    void aLostWriteFails() {
        DemoReport.Comparison passed = new DemoReport.Comparison("RAMP_DOWN", Verdict.PASS, 3, 3, 0, 0, 0, 0, 0);

        assertThat(verdict(report(List.of(CHANGED), List.of(CHANGED), 1, passed)))
                .contains("1 acknowledged writes were lost");
    }

    private static String verdict(DemoReport report) {
        return DemoVerdict.of(report, List.of());
    }

    private static DemoReport report(List<InjectedDifference> injected, List<InjectedDifference> found) {
        return report(injected, found, 0, new DemoReport.Comparison("RAMP_DOWN", Verdict.PASS, 3, 3, 0, 0, 0, 0, 0));
    }

    private static DemoReport report(
            List<InjectedDifference> injected, List<InjectedDifference> found, long lost, DemoReport.Comparison last) {
        return new DemoReport(
                1,
                new DemoReport.Engines("m", "p"),
                new DemoReport.Advisories(4, 3, List.of(new DemoReport.RejectedRecord(2, null, "is no JSON"))),
                List.of("A"),
                "LIVE-",
                List.of(new DemoReport.StageEntry("LEGACY_ONLY", "2026-01-01T00:00:00Z", 1, 2, 0)),
                injected,
                found,
                injected,
                List.of(),
                10,
                0,
                lost,
                0,
                1.5,
                List.of(1.5),
                List.of(last),
                Map.of("advisories", 3L),
                null,
                5,
                "");
    }

    private static JsonNode written(DemoReport report) throws IOException {
        StringWriter text = new StringWriter();
        ReportJson.write(report, text);
        return new ObjectMapper().readTree(text.toString());
    }

    private static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
