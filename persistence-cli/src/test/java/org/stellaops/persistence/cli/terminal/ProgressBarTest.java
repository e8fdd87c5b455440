// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProgressBarTest {

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final AtomicLong nanos = new AtomicLong();

    @Test
    void aLogGetsALineForEachTenthAndALastOne() {
        try (ProgressBar bar = bar(false, 1000)) {
            for (int done = 1; done <= 1000; done++) {
                nanos.addAndGet(1_000_000);
                bar.reach(done);
            }
        }

        assertThat(text().lines()).hasSize(10).allMatch(it -> !it.contains("\r") && !it.contains("#"));
        assertThat(text().lines().findFirst())
                .hasValueSatisfying(it -> assertThat(it).contains("100 of 1,000"));
        assertThat(text()).endsWith(String.format("1,000 of 1,000  1.0 s  1,000/s%n"));
    }

    @Test
    void aTerminalGetsOneLineThatIsPaintedOverTenTimesASecond() {
        try (ProgressBar bar = bar(true, 1000)) {
            for (int done = 1; done <= 500; done++) {
                nanos.addAndGet(1_000_000);
                bar.reach(done);
            }
        }

        assertThat(text().split("\r")).hasSizeBetween(5, 8);
        assertThat(text().lines().filter(it -> !it.isBlank())).isNotEmpty();
        assertThat(text()).contains("[############............]");
    }

    @Test
    void whatIsReachedNeverGoesBackAndNothingIsPrintedAfterTheEnd() {
        ProgressBar bar = bar(false, 0);
        bar.reach(7);
        bar.reach(3);
        bar.close();
        String atTheEnd = text();
        bar.reach(9);
        bar.close();

        assertThat(atTheEnd).contains("work").contains(" 7 ");
        assertThat(text()).isEqualTo(atTheEnd);
    }

    private ProgressBar bar(boolean interactive, long total) {
        PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);
        return new ProgressBar(new Terminal(out, interactive), "work", total, nanos::get);
    }

    private String text() {
        return printed.toString(StandardCharsets.UTF_8);
    }
}
