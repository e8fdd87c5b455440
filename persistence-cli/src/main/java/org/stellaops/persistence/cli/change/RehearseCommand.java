// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cli.change;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.cli.frame.ExitCode;
import org.stellaops.persistence.cli.frame.Frame;
import org.stellaops.persistence.cli.frame.Operator;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.verify.VerificationReport;
import org.stellaops.persistence.dualwrite.vitals.Vitals;
import org.stellaops.persistence.runtime.PersistenceModule;
import org.stellaops.persistence.runtime.cutover.Rehearsal;
import org.stellaops.persistence.runtime.cutover.RehearsalReport;
import org.stellaops.persistence.runtime.cutover.RehearsalSettings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The command {@code rehearse}. */
@Command(
        name = "rehearse",
        description = {
            "Lets the target lead for a while under the live load, verifies, and goes back: measures both pauses, and says what"
                    + " stands in the way of the cutover. Begins only if every gate holds.",
            "Ends with 1 if it did not begin, a pause was longer than allowed, or anything differed; with 2 if the target still"
                    + " leads because the way back was refused.",
            ""
        },
        footer = {
            "",
            "Example:",
            "  persistence rehearse --config app.yaml --jars shop.jar --module shop --to target-led --max-pause 500 --stay 60"
        })
public final class RehearseCommand implements Callable<Integer> {

    @Mixin
    private final Frame frame = new Frame();

    @Option(names = "--to", paramLabel = "STAGE", required = true, description = "target-led")
    private @Nullable String to;

    @Option(
            names = "--max-pause",
            paramLabel = "MS",
            defaultValue = "1000",
            description =
                    "how long each change of leader may hold writes back, in milliseconds; ${DEFAULT-VALUE} by default")
    private long longestPause;

    @Option(
            names = "--stay",
            paramLabel = "S",
            defaultValue = "10",
            description = "how long the target leads, in seconds; ${DEFAULT-VALUE} by default")
    private long stay;

    @Option(names = "--by", paramLabel = "NAME", description = "who orders it; the user of this process by default")
    private @Nullable String by;

    /** For picocli. */
    public RehearseCommand() {}

    @Override
    public Integer call() {
        if (!Stage.TARGET_LED.configName().equals(to)) {
            throw frame.usage(
                    "--to " + to + ": only the step to target-led can be rehearsed, the one that changes the leader");
        }
        RehearsalSettings settings = settings();
        return frame.openOne(modules -> {}, module -> rehearse(module, settings));
    }

    private RehearsalSettings settings() {
        String operator = Operator.of(by);
        try {
            return new RehearsalSettings(Duration.ofMillis(longestPause), Duration.ofSeconds(stay), operator);
        } catch (IllegalArgumentException e) {
            throw frame.usage(String.valueOf(e.getMessage()));
        }
    }

    private ExitCode rehearse(PersistenceModule module, RehearsalSettings settings) {
        RehearsalReport report = Rehearsal.run(module, settings, frame::warn);
        if (report.there().isEmpty()) {
            report.plan().describe().forEach(it -> frame.output().note(it));
        }
        report.describe().forEach(it -> frame.output().note(it));
        frame.output()
                .result(
                        module.name() + " is in " + report.endedIn().configName() + "; "
                                + (report.isPassed() ? "the rehearsal passed" : "the rehearsal did not pass"),
                        line -> json(line, module.name(), report));
        if (report.endedIn() == Stage.TARGET_LED && report.there().isPresent()) {
            return ExitCode.NOT_VERIFIED;
        }
        return report.isPassed() ? ExitCode.CLEAN : ExitCode.DIVERGENT;
    }

    private static void json(ObjectNode line, String module, RehearsalReport report) {
        line.put("module", module);
        line.put("passed", report.isPassed());
        line.put("stage", report.endedIn().configName());
        line.put("maxPauseMillis", report.bound().toMillis());
        report.plan()
                .pause()
                .ifPresent(it -> line.put("predictedPauseMillis", it.likely().toMillis()));
        report.there().ifPresent(it -> line.put("pauseThereMillis", it.toMillis()));
        report.back().ifPresent(it -> line.put("pauseBackMillis", it.toMillis()));
        verified(line.putArray("whileTargetLed"), report.whileTargetLed());
        verified(line.putArray("afterwards"), report.afterwards());
        line.put("divergences", report.divergences());
        members(line, report.vitals());
        report.reasons().forEach(it -> line.withArray("reasons").add(it));
    }

    private static void verified(ArrayNode lines, List<VerificationReport> reports) {
        reports.forEach(it -> lines.addObject()
                .put("entity", it.entity())
                .put("verdict", it.verdict().name())
                .put("compared", it.counts().compared())
                .put("divergent", it.counts().divergent()));
    }

    private static void members(ObjectNode line, Vitals vitals) {
        if (vitals.isKnown()) {
            ObjectNode members = line.putObject("members");
            members.put("calls", vitals.calls().all());
            members.put("failedCalls", vitals.calls().bad());
            members.put("comparedReads", vitals.comparisons().all());
            members.put("divergentReads", vitals.comparisons().bad());
            vitals.latencies().percentile(0.99).ifPresent(it -> members.put("p99Millis", it.toMillis()));
        }
    }
}
