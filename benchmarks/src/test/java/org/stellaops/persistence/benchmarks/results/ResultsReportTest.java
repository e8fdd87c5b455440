// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.benchmarks.results;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What benchmarks recorded becomes JSON, a page and plots, and stays when others are run again. */
class ResultsReportTest {

    private static final Instant AT = Instant.parse("2026-11-26T12:00:00Z");

    @TempDir
    private Path directory;

    @Test
    void figuresAreShownWithWhatIsAskedOfThem() throws IOException {
        write(
                figure("aggregate", "find <1>", 1.25, "", Figure.Asked.AT_MOST, 1.2),
                figure("aggregate", "put & get", 0.97, "", Figure.Asked.AT_MOST, 1.2),
                figure("hash-speed", "hash", 161.4, "MB/s", Figure.Asked.AT_LEAST, 150));

        assertThat(directory.resolve("RESULTS.md"))
                .content()
                .contains("| find <1> | 1.25 | at most 1.20 | **no** | 2026-11-26T12:00:00Z | 0.5 |")
                .contains("| put & get | 0.97 | at most 1.20 | yes |")
                .contains("| hash | 161 MB/s | at least 150 MB/s | yes |")
                .contains("![hash-speed](hash-speed.svg)");
    }

    @Test
    void aPlotIsXmlWithABarAndABoundForEachFigure() throws Exception {
        write(
                figure("aggregate", "find <1>", 1.25, "", Figure.Asked.AT_MOST, 1.2),
                figure("aggregate", "raw", 3, "ms", Figure.Asked.NOTHING, 0));

        var svg = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(
                        Files.readString(directory.resolve("aggregate.svg")).getBytes(StandardCharsets.UTF_8)));

        // The first is the background.
        assertThat(svg.getElementsByTagName("rect").getLength()).isEqualTo(3);
        assertThat(svg.getElementsByTagName("line").getLength()).isEqualTo(1);
    }

    @Test
    void aBenchmarkThatIsRunAgainTakesThePlaceOfItsFormerRunOnly() throws IOException {
        write(
                figure("aggregate", "find", 1.5, "", Figure.Asked.AT_MOST, 1.2),
                figure("aggregate", "gone", 1.5, "", Figure.Asked.AT_MOST, 1.2),
                figure("growth", "find", 1.1, "", Figure.Asked.AT_MOST, 1.5));
        Path again = directory.resolve("again.ndjson");
        Files.writeString(
                again,
                Figures.toJson(figure("aggregate", "find", 1.1, "", Figure.Asked.AT_MOST, 1.2))
                        + System.lineSeparator());

        ResultsReport.main(new String[] {again.toString(), directory.toString()});

        assertThat(directory.resolve("RESULTS.md"))
                .content()
                .contains("| find | 1.10 | at most 1.20 | yes |", "| find | 1.10 | at most 1.50 | yes |")
                .doesNotContain("gone");
    }

    private void write(Figure... figures) throws IOException {
        ResultsReport.write(List.of(figures), directory);
    }

    private static Figure figure(String key, String name, double value, String unit, Figure.Asked asked, double bound) {
        return new Figure(key, name, value, unit, asked, bound, AT, 0.5);
    }
}
