// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.verify;

import java.util.List;
import java.util.Optional;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.value.ExtendedJson;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Value;

/** A report as a text that another process reads, which has the same version of the library. Holds no value of a record. */
public final class ReportText {

    private ReportText() {}

    /** Writes a report. */
    public static String write(VerificationReport report) {
        Struct.Builder text = Struct.builder()
                .put("module", report.module())
                .put("entity", report.entity())
                .put("stage", report.stage().name())
                .put("mode", report.mode().name())
                .put("verdict", report.verdict().name())
                .put("complete", Value.of(report.complete()))
                .put("counts", counts(report.counts()))
                .put(
                        "findings",
                        new Value.Items(report.findings().stream()
                                .<Value>map(ReportText::finding)
                                .toList()));
        report.unanswered().ifPresent(it -> text.put("unanswered", it));
        report.control().ifPresent(it -> text.put("control", it));
        return ExtendedJson.write(text.build());
    }

    /** Reads what {@link #write} wrote. */
    public static VerificationReport read(String text) {
        Struct report = (Struct) ExtendedJson.read(text);
        return new VerificationReport(
                text(report, "module"),
                text(report, "entity"),
                Stage.valueOf(text(report, "stage")),
                VerificationMode.valueOf(text(report, "mode")),
                Verdict.valueOf(text(report, "verdict")),
                ((Value.Bool) member(report, "complete")).value(),
                readCounts((Value.Items) member(report, "counts")),
                readFindings((Value.Items) member(report, "findings")),
                optional(report, "unanswered"),
                optional(report, "control"));
    }

    private static Value.Items counts(VerificationCounts counts) {
        return Value.Items.of(
                Value.of(counts.equal()),
                Value.of(counts.missing()),
                Value.of(counts.extra()),
                Value.of(counts.changed()),
                Value.of(counts.notComparable()),
                Value.of(counts.unsettled()),
                Value.of(counts.bypassed()),
                Value.of(counts.leftBehind()));
    }

    private static VerificationCounts readCounts(Value.Items counts) {
        List<Long> numbers =
                counts.values().stream().map(it -> ((Value.Int64) it).value()).toList();
        return new VerificationCounts(
                numbers.get(0),
                numbers.get(1),
                numbers.get(2),
                numbers.get(3),
                numbers.get(4),
                numbers.get(5),
                numbers.get(6),
                numbers.get(7));
    }

    private static Struct finding(Finding finding) {
        Struct.Builder text = Struct.builder()
                .put("id", finding.key().id())
                .put("divergence", DivergenceText.write(finding.divergence()));
        finding.key().tenant().ifPresent(it -> text.put("tenant", it));
        return text.build();
    }

    private static List<Finding> readFindings(Value.Items findings) {
        return findings.values().stream()
                .map(Struct.class::cast)
                .map(it -> new Finding(
                        optional(it, "tenant")
                                .map(tenant -> RecordKey.of(tenant, text(it, "id")))
                                .orElseGet(() -> RecordKey.global(text(it, "id"))),
                        DivergenceText.read((Struct) member(it, "divergence"))))
                .toList();
    }

    static String text(Struct struct, String name) {
        return ((Value.Text) member(struct, name)).value();
    }

    static Optional<String> optional(Struct struct, String name) {
        return struct.find(name).map(it -> ((Value.Text) it).value());
    }

    static Value member(Struct struct, String name) {
        return struct.find(name)
                .orElseThrow(() -> new IllegalArgumentException("the text of a report lacks " + name
                        + "; both processes need the same version of the library"));
    }
}
