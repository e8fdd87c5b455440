// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.examples.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.cli.terminal.Terminal;
import org.stellaops.persistence.examples.demo.report.AtomicFile;
import org.stellaops.persistence.examples.demo.report.DemoReport;
import org.stellaops.persistence.examples.demo.report.ReportJson;
import org.stellaops.persistence.examples.demo.report.Summary;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code demo}. */
@Command(
        name = "demo",
        description = {
            "Runs a complete migration once, on its own embedded databases, and proves that nothing was lost.",
            "",
            "Starts an embedded PostgreSQL and an embedded MongoDB, loads OSV advisories as legacy documents, moves through all"
                    + " stages under a live load, injects corruptions in the follower, finds and repairs them, cuts over,"
                    + " rolls back, cuts over again and finishes.",
            ""
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:nothing was lost, exactly what was injected was found, and the last comparison of all records was clean",
            "1:one of these does not hold; the verdict names it",
            "2:wrong usage, such as a file that cannot be read"
        })
public final class DemoCommand implements Callable<Integer> {

    @Option(
            names = "--advisories",
            paramLabel = "FILE",
            description = "OSV advisories, one JSON object a line, gzip or not; generated ones if left out")
    private @Nullable Path advisories;

    @Option(
            names = "--count",
            paramLabel = "N",
            defaultValue = "1000",
            description = "how many lines to generate without --advisories (default: ${DEFAULT-VALUE})")
    private long count;

    @Option(
            names = "--writes",
            paramLabel = "N",
            defaultValue = "5000",
            description = "how many live writes are acknowledged at least (default: ${DEFAULT-VALUE})")
    private long writes;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "from which all random choices are made (default: ${DEFAULT-VALUE})")
    private long seed;

    @Option(names = "--report", paramLabel = "FILE", description = "where the report goes, as JSON")
    private @Nullable Path report;

    @Option(
            names = "--export",
            paramLabel = "FILE",
            description = "where the final content of the target goes, as OSV documents, one per line")
    private @Nullable Path export;

    @Option(
            names = "--metrics-port",
            paramLabel = "PORT",
            description = "serves the meters at http://localhost:PORT/metrics while the demo runs")
    private @Nullable Integer metricsPort;

    @Option(
            names = "--stay",
            description = "with --metrics-port: goes on serving them after the run, until it is interrupted")
    private boolean stay;

    @Spec
    private @Nullable CommandSpec spec;

    /** For picocli. */
    public DemoCommand() {}

    @Override
    public Integer call() throws InterruptedException {
        DemoOptions options = new DemoOptions(
                Optional.ofNullable(advisories),
                count,
                writes,
                seed,
                Optional.ofNullable(report),
                Optional.ofNullable(export));
        refuse(problems(options));
        if (stay && metricsPort == null) {
            throw usage("--stay goes with --metrics-port");
        }
        Terminal terminal = Terminal.standardError();
        DemoReport result;
        try {
            result = run(options, terminal);
        } catch (IOException e) {
            terminal.line(String.valueOf(e.getMessage()));
            return CommandLine.ExitCode.USAGE;
        }
        return result.isClean() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }

    private DemoReport run(DemoOptions options, Terminal terminal) throws IOException, InterruptedException {
        if (metricsPort == null) {
            return reported(new Demo(options, terminal));
        }
        try (MetricsEndpoint endpoint = MetricsEndpoint.open(metricsPort)) {
            terminal.line("metrics: http://localhost:" + endpoint.port() + "/metrics");
            DemoReport result = reported(new Demo(options, terminal, endpoint.meters()));
            if (stay) {
                terminal.line("the metrics stay until this is interrupted");
                new CountDownLatch(1).await();
            }
            return result;
        }
    }

    private DemoReport reported(Demo demo) throws IOException, InterruptedException {
        DemoReport result = demo.run();
        if (report != null) {
            new AtomicFile(report).write(out -> ReportJson.write(result, out));
        }
        Summary.of(result).lines().forEach(System.out::println);
        return result;
    }

    private void refuse(List<String> problems) {
        if (!problems.isEmpty()) {
            throw usage(String.join(System.lineSeparator(), problems));
        }
    }

    private static List<String> problems(DemoOptions options) {
        List<String> problems = new ArrayList<>();
        options.advisories()
                .filter(it -> !Files.isReadable(it) || Files.isDirectory(it))
                .ifPresent(it -> {
                    String what = !Files.exists(it)
                            ? "does not exist"
                            : Files.isDirectory(it) ? "is a directory" : "cannot be read; check its rights";
                    problems.add("--advisories " + it + ": the file " + what);
                });
        options.report().flatMap(it -> new AtomicFile(it).problem()).ifPresent(it -> problems.add("--report: " + it));
        options.export().flatMap(it -> new AtomicFile(it).problem()).ifPresent(it -> problems.add("--export: " + it));
        if (options.count() < 1) {
            problems.add("--count must be at least 1, but was " + options.count());
        }
        if (options.writes() < DemoOptions.FEWEST_WRITES) {
            problems.add("--writes must be at least " + DemoOptions.FEWEST_WRITES + ", but was " + options.writes());
        }
        return problems;
    }

    private ParameterException usage(String message) {
        CommandSpec known = spec == null ? CommandSpec.forAnnotatedObject(this) : spec;
        return new ParameterException(known.commandLine(), message);
    }
}
