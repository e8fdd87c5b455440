// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.spark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.stellaops.persistence.cli.frame.CommandFailure;
import org.stellaops.persistence.cli.frame.ExitCode;
import org.stellaops.persistence.cli.frame.Frame;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.runtime.config.Config;
import org.stellaops.persistence.runtime.config.ConfigFile;
import picocli.CommandLine.Option;

/** The options that every job has. */
final class JobOptions {

    /** As a backfill by the command line divides a run for its threads. */
    private static final int PARTS_OF_A_SLOT = 4;

    /** What the checkpoint of a run can hold. */
    private static final int MOST_PARTS = 1_000;

    @Option(
            names = "--slots",
            paramLabel = "N",
            defaultValue = "8",
            description = "on how many parts of a module all executors together work at once, each with a connection of"
                    + " PostgreSQL and a cursor of MongoDB (default: ${DEFAULT-VALUE})")
    private int slots;

    @Option(
            names = "--parts",
            paramLabel = "N",
            defaultValue = "0",
            description =
                    "into how many ranges of keys the records are divided, 1,000 at most; by default four for each slot."
                            + " A run that was begun keeps its parts")
    private int parts;

    @Option(
            names = "--lease",
            paramLabel = "SECONDS",
            defaultValue = "30",
            description = "how long the slot and the part of an executor that gives no sign of life are left alone"
                    + " (default: ${DEFAULT-VALUE})")
    private int lease;

    @Option(
            names = "--patience",
            paramLabel = "SECONDS",
            defaultValue = "120",
            description =
                    "how long a task waits for a slot, or for a part that another process works on, before it gives the"
                            + " part back to the driver, which hands it out again; longer than --lease (default: ${DEFAULT-VALUE})")
    private int patience;

    /** For picocli. */
    JobOptions() {}

    /** Rejects what makes no sense, before anything is opened. */
    void check(Frame frame) {
        if (slots < 1 || parts < 0 || parts > MOST_PARTS || lease < 1 || patience <= lease) {
            throw frame.usage(
                    "--slots and --lease must be at least 1, --parts between 0 and 1000, and --patience more than"
                            + " --lease, but they are " + slots + ", " + lease + ", " + parts + " and " + patience);
        }
    }

    /** Into how many parts the records are divided. */
    int parts() {
        return parts == 0 ? Math.min(MOST_PARTS, slots * PARTS_OF_A_SLOT) : parts;
    }

    /** What the executors are told. */
    Job job(Config config, String module, EntityType<?> type, int records, int perSecond) {
        return new Job(
                textOf(config.file().map(ConfigFile::path).orElseThrow()),
                module,
                type.name(),
                new Job.Limits(slots, Duration.ofSeconds(lease), Duration.ofSeconds(patience)),
                new Job.Batches(records, perSecond, parts()));
    }

    private static String textOf(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitCode.CONFIGURATION,
                    "tried to read " + file + " again: " + e.getMessage() + "; leave it in place");
        }
    }
}
