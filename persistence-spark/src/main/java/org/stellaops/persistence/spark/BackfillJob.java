// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.spark;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.stellaops.persistence.cli.frame.CommandFailure;
import org.stellaops.persistence.cli.frame.ExitCode;
import org.stellaops.persistence.cli.frame.ReportLines;
import org.stellaops.persistence.dualwrite.backfill.BackfillParts;
import org.stellaops.persistence.dualwrite.backfill.BackfillRun;
import org.stellaops.persistence.dualwrite.backfill.PartResult;
import org.stellaops.persistence.entity.EntityType;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The job {@code backfill}. */
@Command(
        name = "backfill",
        description = {
            "Copies what the legacy store holds to the target, a range of keys in each task; goes on where an earlier run ended,"
                    + " whether a job or the command line began it, and leaves to the command line what it does not finish.",
            "Runs beside live writes. 'persistence backfill --order' pauses and stops it too.",
            ""
        })
final class BackfillJob extends ClusterJob {

    @Option(
            names = "--batch",
            paramLabel = "N",
            defaultValue = "0",
            description = "how many records are sent at once, at most; 0 for the default of the library")
    private int batch;

    @Option(
            names = "--records-per-second",
            paramLabel = "N",
            defaultValue = "0",
            description = "how fast each executor copies at most; 0 for as fast as possible")
    private int rate;

    /** For picocli. */
    BackfillJob() {}

    @Override
    public Integer call() {
        options().check(frame());
        if (batch < 0 || rate < 0) {
            throw frame().usage("--batch and --records-per-second must not be negative");
        }
        return each("persistence backfill", batch, rate, this::backfill);
    }

    private ExitCode backfill(Cluster cluster, Job job) {
        JobModule module = OpenModules.of(job);
        EntityType<?> of = module.type(job);
        BackfillParts parts = module.backfill(job);
        BackfillRun run = run(cluster, job, parts);
        module.module().backfilled(of, run);
        new ReportLines(frame().output()).show(job.module(), job.type(), run);
        return ReportLines.exitCode(run);
    }

    /** Has all parts copied; again, if an executor that was thought to be dead has written a former progress of one. */
    private static BackfillRun run(Cluster cluster, Job job, BackfillParts parts) {
        BackfillRun begun = parts.begin();
        Instant began = begun.began();
        boolean isOver;
        BackfillRun run;
        do {
            isOver = !isCopied(cluster, job, begun);
            run = parts.finish(began)
                    .orElseThrow(() -> new CommandFailure(
                            ExitCode.NOT_VERIFIED, "the run that began at " + began + " was forgotten meanwhile"));
        } while (!isOver && run.isUnfinished(began));
        return run;
    }

    /** Hands out what is not finished, again and again while somebody works on it; false if an order ended the run, or others did. */
    private static boolean isCopied(Cluster cluster, Job job, BackfillRun run) {
        List<Integer> open =
                new ArrayList<>(IntStream.range(0, run.parts()).boxed().toList());
        boolean goesOn = true;
        while (goesOn && !open.isEmpty()) {
            Map<Integer, String> results = cluster.each(
                    "backfill of " + job.module() + "." + job.type(), open, new BackfillTask(job, run.began()));
            goesOn = results.values().stream()
                    .map(PartResult::valueOf)
                    .allMatch(it -> it != PartResult.STOPPED && it != PartResult.GONE);
            open.removeIf(it -> Optional.ofNullable(results.get(it))
                    .filter(PartResult.FINISHED.name()::equals)
                    .isPresent());
        }
        return goesOn;
    }
}
