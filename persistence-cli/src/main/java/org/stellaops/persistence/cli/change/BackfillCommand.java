// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cli.change;

import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.cli.frame.ExitCode;
import org.stellaops.persistence.cli.frame.Frame;
import org.stellaops.persistence.cli.frame.ProgressLine;
import org.stellaops.persistence.cli.frame.ReportLines;
import org.stellaops.persistence.cli.frame.TypeOption;
import org.stellaops.persistence.cli.terminal.Terminal;
import org.stellaops.persistence.dualwrite.backfill.BackfillOrder;
import org.stellaops.persistence.dualwrite.backfill.BackfillRun;
import org.stellaops.persistence.dualwrite.backfill.BackfillSettings;
import org.stellaops.persistence.dualwrite.event.DualWriteListener;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.runtime.PersistenceModule;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The command {@code backfill}. */
@Command(
        name = "backfill",
        description = {
            "Copies what the legacy store holds to the target; goes on where an earlier run ended.",
            "Runs beside live writes, and may be stopped and started again at any time.",
            ""
        },
        footer = {
            "",
            "Example:",
            "  persistence backfill --config app.yaml --jars shop.jar --module shop --records-per-second 5000"
        })
public final class BackfillCommand implements Callable<Integer> {

    @Mixin
    private final Frame frame = new Frame();

    @Mixin
    private final TypeOption type = new TypeOption();

    @Option(names = "--batch", paramLabel = "N", description = "how many records are sent at once, at most")
    private @Nullable Integer batch;

    @Option(
            names = "--read-ahead",
            paramLabel = "N",
            description = "how many batches are read while others are written; 0 for in turn")
    private @Nullable Integer readAhead;

    @Option(
            names = "--workers",
            paramLabel = "N",
            description =
                    "how many threads copy at once, each a range of keys; each needs a connection of the maintenance pool")
    private @Nullable Integer workers;

    @Option(
            names = "--parts",
            paramLabel = "N",
            description = "into how many ranges of keys a new run is divided, for threads and processes to share;"
                    + " by default four for each worker, one for one worker")
    private @Nullable Integer parts;

    @Option(
            names = "--target-latency",
            paramLabel = "MILLIS",
            description = "makes way while a small read of the target takes longer; 0 for never")
    private @Nullable Integer latency;

    @Option(
            names = "--order",
            paramLabel = "ORDER",
            description = "copies nothing, but tells those that run, in whatever process: PAUSE, STOP or RUN")
    private @Nullable BackfillOrder order;

    @Option(
            names = "--records-per-second",
            paramLabel = "N",
            description = "how fast at most; 0 for as fast as possible")
    private @Nullable Integer rate;

    /** For picocli. */
    public BackfillCommand() {}

    @Override
    public Integer call() {
        BackfillSettings settings = settings();
        BackfillOrder given = order;
        if (given != null) {
            return frame.open(type::check, DualWriteListener.none(), module -> give(module, given));
        }
        try (ProgressLine progress = new ProgressLine(Terminal.standardError())) {
            return frame.open(type::check, progress, module -> backfill(module, settings, progress));
        }
    }

    private BackfillSettings settings() {
        BackfillSettings defaults = BackfillSettings.defaults();
        try {
            return defaults.withBatch(batch == null ? defaults.batch() : batch)
                    .withReadAhead(readAhead == null ? defaults.readAhead() : readAhead)
                    .withWorkers(workers == null ? defaults.workers() : workers)
                    .withParts(parts == null ? defaults.parts() : parts)
                    .withTargetLatency(latency == null ? defaults.targetLatency() : Duration.ofMillis(latency))
                    .withRecordsPerSecond(rate == null ? defaults.recordsPerSecond() : rate);
        } catch (IllegalArgumentException e) {
            throw frame.usage(String.valueOf(e.getMessage()));
        }
    }

    private ExitCode give(PersistenceModule module, BackfillOrder given) {
        for (EntityType<?> it : type.types(module.descriptor())) {
            module.order(it, given);
            frame.output().result(module.name() + "." + it.name() + ": backfills are told to " + given, line -> {
                line.put("module", module.name());
                line.put("entity", it.name());
                line.put("order", given.name());
            });
        }
        return ExitCode.CLEAN;
    }

    private ExitCode backfill(PersistenceModule module, BackfillSettings settings, ProgressLine progress) {
        ExitCode code = ExitCode.CLEAN;
        for (EntityType<?> it : type.types(module.descriptor())) {
            BackfillRun run = module.backfill(it, settings);
            progress.close();
            new ReportLines(frame.output()).show(module.name(), it.name(), run);
            code = code.and(ReportLines.exitCode(run));
        }
        return code;
    }
}
