package org.stellaops.persistence.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class MainTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    Path folder;

    @Test
    void helpNamesTheCommandsAndTheExitStatus() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString()).contains("demo").contains("Exit status");
    }

    @Test
    void theDemosHelpNamesEveryOption() {
        assertThat(run("demo", "--help")).isZero();
        assertThat(out.toString())
                .contains("--advisories", "--count", "--writes", "--seed", "--report", "--export")
                .contains("default: 5000");
    }

    @Test
    void aMissingFileIsWrongUsageAndIsNamed() {
        Path missing = folder.resolve("none.ndjson");

        assertThat(run("demo", "--advisories", missing.toString())).isEqualTo(2);
        assertThat(err.toString()).contains(missing.toString()).contains("does not exist");
    }

    @Test
    void everyWrongOptionIsReportedAtOnce() {
        String file = folder.resolve("no/such/report.json").toString();

        assertThat(run("demo", "--writes", "0", "--count", "0", "--report", file, "--export", folder.toString()))
                .isEqualTo(2);
        assertThat(err.toString())
                .contains("--writes must be", "--count must be", "no/such/report.json", "is a directory");
    }

    @Test
    void anUnknownOptionIsWrongUsage() {
        assertThat(run("demo", "--frobnicate")).isEqualTo(2);
    }

    private int run(String... arguments) {
        CommandLine line = Main.commandLine();
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        return line.execute(arguments);
    }
}
