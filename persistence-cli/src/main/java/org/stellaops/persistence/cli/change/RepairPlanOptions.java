// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cli.change;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What {@code repair} does with plans. */
final class RepairPlanOptions {

    @Option(
            names = "--plan",
            description =
                    "verifies, and plans the repair of what was found; executes nothing and prints the id of the plan")
    boolean plan;

    @Option(names = "--apply", paramLabel = "PLAN", description = "executes a plan; what has moved since is refused")
    @Nullable
    String apply;

    @Option(
            names = "--undo",
            paramLabel = "PLAN",
            description = "gives the follower back what it had before a plan, where nothing was written since")
    @Nullable
    String undo;

    @Option(names = "--show", paramLabel = "PLAN", description = "shows a plan as it stands")
    @Nullable
    String show;

    @Option(names = "--list", description = "lists the plans that are kept")
    boolean list;

    @Option(
            names = "--forget",
            paramLabel = "PLAN",
            description = "removes a plan with the contents that it keeps; it cannot be undone any more")
    @Nullable
    String forget;

    @Option(
            names = "--mode",
            paramLabel = "MODE",
            defaultValue = "deep",
            description = "with --plan: the mode of verify, quick, full or deep (default: ${DEFAULT-VALUE})")
    String mode = "deep";

    @Option(
            names = "--most",
            paramLabel = "N",
            defaultValue = "10000",
            description = "with --plan: how many repairs of each entity type at most (default: ${DEFAULT-VALUE})")
    int most = 10_000;

    /** For picocli. */
    RepairPlanOptions() {}

    /** How many of the options that exclude each other are given. */
    long given() {
        return Stream.of(plan ? "" : null, list ? "" : null, apply, undo, show, forget)
                .filter(Objects::nonNull)
                .count();
    }

    /** Their names, for a message. */
    static List<String> names() {
        return List.of("--plan", "--apply", "--undo", "--show", "--list", "--forget");
    }
}
