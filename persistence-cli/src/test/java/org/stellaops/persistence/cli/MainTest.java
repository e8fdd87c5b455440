// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.stellaops.persistence.cli.frame.ExitCode;
import picocli.CommandLine;

class MainTest {

    private static final List<String> FRAME = List.of("--config", "--module", "--jars", "--json");

    private final CommandRun cli = new CommandRun();

    @TempDir
    Path folder;

    @Test
    void helpNamesTheCommandsAndEveryExitStatus() {
        assertThat(cli.run("--help")).isZero();
        assertThat(cli.out())
                .contains(
                        "status",
                        "pending",
                        "verify",
                        "dead-letters",
                        "stale-writes",
                        "unreadable",
                        "prepare",
                        "backfill",
                        "repair",
                        "move",
                        "readmit",
                        "tombstones",
                        "migrations",
                        "schema",
                        "generate-completion");
        for (ExitCode code : ExitCode.values()) {
            assertThat(cli.out()).containsPattern("(?m)^ +" + code.code() + " ");
        }
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandHasTheFrameAnExampleAndTheExitStatus(String command) {
        String[] arguments = (command + " --help").split(" ");

        assertThat(cli.run(arguments)).isZero();
        assertThat(cli.out()).contains(FRAME).contains("Example:", "Exit status:");
    }

    static Stream<String> commands() {
        return leaves("", PersistenceCommand.commandLine())
                .map(String::strip)
                // They have no configuration: one prints a script, the other reads one file.
                .filter(it -> !it.equals("generate-completion") && !it.equals("evidence verify"));
    }

    private static Stream<String> leaves(String path, CommandLine line) {
        return line.getSubcommands().isEmpty()
                ? Stream.of(path)
                : line.getSubcommands().entrySet().stream()
                        .flatMap(it -> leaves(path + " " + it.getKey(), it.getValue()));
    }

    @Test
    void wrongUsageEndsWith64AndNamesTheHelp() {
        for (String wrong : List.of(
                "frobnicate",
                "status --frobnicate",
                "status",
                "move --config f",
                "dead-letters",
                "migrations",
                "schema",
                "migrations run --config f --category LATER")) {
            assertThat(cli.run(wrong.split(" "))).as(wrong).isEqualTo(64);
            assertThat(cli.err()).as(wrong).contains("--help'").doesNotContain("\tat ");
        }
    }

    @Test
    void whatCannotBeReadIsNamedAndEndsWith78() throws IOException {
        String missing = folder.resolve("none.yaml").toString();
        assertThat(cli.run("status", "--config", missing)).isEqualTo(78);
        assertThat(cli.err()).contains(missing).contains("the file is not there");

        String jar = folder.resolve("none.jar").toString();
        assertThat(cli.run("status", "--config", missing, "--jars", jar)).isEqualTo(78);
        assertThat(cli.err()).contains(jar).contains("cannot be read");
    }

    @Test
    void aModuleThatNoProviderKnowsIsNamedWithWhatToDo() throws IOException {
        Path config = Files.writeString(folder.resolve("p.yaml"), """
                persistence:
                  mongo: { uri: "mongodb://127.0.0.1:1", database: d }
                  postgres: { jdbc-url: "jdbc:postgresql://127.0.0.1:1/d", user: u, password: "pg-secret" }
                  modules: { orders: { stage: legacy-only } }
                """);

        assertThat(cli.run("status", "--config", config.toString())).isEqualTo(78);
        assertThat(cli.err())
                .contains("names orders", "but audit, authority, ", "--jars")
                .doesNotContain("secret");
        assertThat(cli.run("status", "--config", config.toString(), "--module", "vuln"))
                .isEqualTo(64);
        assertThat(cli.err()).contains("does not name this module, but orders");
    }

    @Test
    void theCompletionScriptKnowsTheCommands() {
        assertThat(cli.run("generate-completion")).isZero();
        assertThat(cli.out()).contains("dead-letters", "complete -F");
    }
}
