// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What a job says before it has a cluster. */
class JobCommandTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void theHelpHasTheOptionsOfTheJobAndTheExitStatusOfTheCommandLine() {
        assertThat(run("backfill", "--help")).isZero();
        assertThat(out.toString())
                .contains("--config", "--module", "--type", "--json", "--slots", "--parts", "--lease", "--patience")
                .contains("Exit status:", "64")
                .as("jars for one process, where spark-submit has those of all of them")
                .doesNotContain("--jars");
        assertThat(run("verify", "--help")).isZero();
        assertThat(out.toString()).contains("--mode", "--findings", "--keep");
        assertThat(run()).isZero();
        assertThat(out.toString()).contains("spark-submit --master");
    }

    @Test
    void wrongUsageIsSaidBeforeAnythingIsOpened() {
        assertThat(run("backfill")).isEqualTo(64);
        assertThat(err.toString()).contains("--config is missing");
        assertThat(run("backfill", "--config", "absent.yaml", "--slots", "0")).isEqualTo(64);
        assertThat(run("backfill", "--config", "absent.yaml", "--parts", "1001"))
                .isEqualTo(64);
        assertThat(run("backfill", "--config", "absent.yaml", "--lease", "60", "--patience", "60"))
                .isEqualTo(64);
        assertThat(run("backfill", "--config", "absent.yaml", "--batch", "-1")).isEqualTo(64);
        assertThat(run("verify", "--config", "absent.yaml", "--mode", "thorough"))
                .isEqualTo(64);
        assertThat(run("verify", "--config", "absent.yaml", "--findings", "0")).isEqualTo(64);
        assertThat(run("verify", "--config", "absent.yaml", "--jars", "some.jar"))
                .isEqualTo(64);
    }

    @Test
    void aConfigurationThatCannotBeUsedIsAStatusOfItsOwn(@TempDir Path directory) throws Exception {
        assertThat(run("verify", "--config", "absent.yaml")).isEqualTo(78);
        Path config = Files.writeString(directory.resolve("app.yaml"), """
                persistence:
                  mongo: { uri: "mongodb://127.0.0.1:1", database: x }
                  postgres: { jdbc-url: "jdbc:postgresql://127.0.0.1:1/x", user: x, password: x }
                  modules: { unknown: { stage: dual-write } }
                """);

        assertThat(run("verify", "--config", config.toString())).isEqualTo(78);
        assertThat(err.toString()).contains("unknown");
    }

    private int run(String... arguments) {
        CommandLine line = JobCommand.commandLine();
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        return line.execute(arguments);
    }
}
