// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.stellaops.persistence.cli.terminal.Terminal;
import org.stellaops.persistence.examples.demo.injection.InjectedDifference;
import org.stellaops.persistence.examples.demo.injection.InjectedKind;
import org.stellaops.persistence.examples.demo.report.DemoReport;
import org.stellaops.persistence.modules.vuln.Osv;
import org.stellaops.persistence.modules.vuln.OsvLine;
import org.stellaops.persistence.simulator.advisory.OsvGenerator;
import org.stellaops.persistence.value.JsonText;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Value;

@Timeout(900) // So that a deadlock ends the build with a stack trace instead of holding it.
class DemoTest {

    private static final long WRITES = 400;

    @TempDir
    Path folder;

    @Test
    void theWholeWayIsCleanOnMalformedAdvisories() throws IOException, InterruptedException {
        Path input = folder.resolve("advisories.ndjson");
        List<OsvGenerator.Line> lines = new OsvGenerator(42).lines(200).toList();
        Files.writeString(
                input, lines.stream().map(OsvGenerator.Line::text).collect(Collectors.joining("\n", "", "\n")));
        Path export = folder.resolve("export.ndjson");

        DemoReport report =
                run(new DemoOptions(Optional.of(input), 0, WRITES, 7, Optional.empty(), Optional.of(export)));

        assertThat(report.verdict()).isEqualTo(DemoReport.CLEAN);
        assertThat(report.found()).isEqualTo(report.injected());
        assertThat(report.repaired()).isEqualTo(report.injected());
        assertThat(report.falsePositives()).isEmpty();
        assertThat(report.injected())
                .extracting(InjectedDifference::kind)
                .containsOnly(
                        InjectedKind.CHANGED_COLUMN,
                        InjectedKind.LOST_CHILD_ROW,
                        InjectedKind.MISSING_ROW,
                        InjectedKind.EXTRA_ROW,
                        InjectedKind.CHANGED_JSONB);
        assertThat(report.advisories().read()).isEqualTo(200);
        assertThat(report.advisories().refused())
                .extracting(DemoReport.RejectedRecord::line)
                .containsExactlyElementsOf(refusedLines(lines));
        assertThat(report.acknowledgedWrites()).isGreaterThanOrEqualTo(WRITES);
        assertThat(report.stages())
                .extracting(DemoReport.StageEntry::stage)
                .containsExactly(
                        "LEGACY_ONLY",
                        "DUAL_WRITE",
                        "SHADOW_READ",
                        "TARGET_LED",
                        "SHADOW_READ",
                        "TARGET_LED",
                        "RAMP_DOWN",
                        "TARGET_ONLY");
        assertThat(report.stages()).allSatisfy(it -> assertThat(it.writes()).isPositive());
        assertThat(report.stages().stream()
                        .mapToLong(DemoReport.StageEntry::writes)
                        .sum())
                .isEqualTo(report.acknowledgedWrites());
        assertThat(report.touched()).hasSize((int) report.advisories().stored() / 10);
        untouchedLinesAreEqual(input, export, report);
    }

    @Test
    void advisoriesThatHaveNothingToDamageAreNoHindrance() throws IOException, InterruptedException {
        Path input = folder.resolve("bare.ndjson");
        Files.writeString(input, "{\"id\":\"ONE\"}\n{\"id\":\"TWO\",\"aliases\":null}\nbroken\n");

        DemoReport report = run(new DemoOptions(Optional.of(input), 0, 100, 3, Optional.empty(), Optional.empty()));

        assertThat(report.verdict()).isEqualTo(DemoReport.CLEAN);
        assertThat(report.injected()).hasSize(10);
        assertThat(report.advisories().refused())
                .singleElement()
                .satisfies(it -> assertThat(it.line()).isEqualTo(3));
    }

    private static DemoReport run(DemoOptions options) throws IOException, InterruptedException {
        PrintStream nowhere = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
        return new Demo(options, new Terminal(nowhere, false)).run();
    }

    private static List<Long> refusedLines(List<OsvGenerator.Line> lines) {
        List<Long> refused = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            if (!lines.get(i).storable()) {
                refused.add(i + 1L);
            }
        }
        return refused;
    }

    /** Read by nothing of the demo's own. */
    private static void untouchedLinesAreEqual(Path input, Path export, DemoReport report) throws IOException {
        HashSet<String> touched = new HashSet<>(report.touched());
        Map<String, Value> wanted = new HashMap<>();
        for (String line : Files.readAllLines(input)) {
            if (Osv.read(line) instanceof OsvLine.Advisory it
                    && !touched.contains(it.key().id())) {
                wanted.putIfAbsent(it.key().id(), JsonText.read(line));
            }
        }
        Map<String, Value> exported = new HashMap<>();
        for (String line : Files.readAllLines(export)) {
            Struct document = (Struct) JsonText.read(line);
            String id = ((Value.Text) document.find("id").orElseThrow()).value();
            assertThat(exported.put(id, document)).isNull();
        }
        assertThat(wanted).hasSizeGreaterThan(150);
        assertThat(exported).containsAllEntriesOf(wanted);
        assertThat(report.export().orElseThrow().equal()).isEqualTo(wanted.size());
    }
}
