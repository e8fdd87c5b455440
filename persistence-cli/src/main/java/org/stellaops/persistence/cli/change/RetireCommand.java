// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cli.change;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.cli.frame.ExitCode;
import org.stellaops.persistence.cli.frame.Frame;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.runtime.ModuleDescriptor;
import org.stellaops.persistence.runtime.OpenRetirement;
import org.stellaops.persistence.runtime.Persistence;
import org.stellaops.persistence.runtime.config.Config;
import org.stellaops.persistence.spi.Retirement;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The command {@code retire}. */
@Command(
        name = "retire",
        description = {
            "Takes out of a store what the library keeps there: fences, _sync, tombstones and indexes of its own from MongoDB, the"
                    + " tables whose names begin with sync_ from PostgreSQL. Records stay as they are.",
            "Only in TARGET_ONLY or LEGACY_ONLY; out of the store that leads only when no process serves the module by the"
                    + " library any more, for which it waits one lease. Without --yes it says what would be taken out, and changes"
                    + " nothing. There is no way back: keep the bundle of 'persistence evidence' first.",
            ""
        },
        footer = {
            "",
            "Example:",
            "  persistence retire --config app.yaml --jars shop.jar --module shop --from legacy",
            "  persistence retire --config app.yaml --jars shop.jar --module shop --from legacy --yes"
        })
public final class RetireCommand implements Callable<Integer> {

    @Mixin
    private final Frame frame = new Frame();

    @Option(names = "--from", paramLabel = "SIDE", required = true, description = "the store, legacy or target")
    private @Nullable String from;

    @Option(names = "--yes", description = "takes it out")
    private boolean yes;

    /** For picocli. */
    public RetireCommand() {}

    @Override
    public Integer call() {
        Side side = side();
        return frame.configuredOne((config, module) -> retire(config, module, side));
    }

    private Side side() {
        if ("legacy".equals(from)) {
            return Side.LEGACY;
        } else if ("target".equals(from)) {
            return Side.TARGET;
        }
        throw frame.usage("--from " + from + ": there is no such store, but legacy and target");
    }

    private ExitCode retire(Config config, ModuleDescriptor module, Side side) {
        try (OpenRetirement retirement =
                Persistence.builder(config).modules(module).retirement(module.name())) {
            if (yes) {
                retirement.retire(side, it -> show(module, side, "RETIRED", it.toString()));
                return ExitCode.CLEAN;
            }
            Optional<String> objection = retirement.objection(side);
            if (objection.isPresent()) {
                return refused(module, side, objection.get());
            }
            List<Retirement.Item> plan = retirement.plan(side);
            plan.forEach(it -> show(module, side, "WOULD_RETIRE", it.toString()));
            frame.output().note(plan.isEmpty() ? "nothing is left there" : "nothing was changed; --yes takes it out");
            return ExitCode.CLEAN;
        } catch (OpenRetirement.RefusedException e) {
            return refused(module, side, e.objection());
        }
    }

    private ExitCode refused(ModuleDescriptor module, Side side, String objection) {
        show(module, side, "REFUSED", objection);
        return ExitCode.DIVERGENT;
    }

    private void show(ModuleDescriptor module, Side side, String result, String text) {
        frame.output().result(module.name() + " " + side + " " + result + " " + text, line -> {
            line.put("module", module.name());
            line.put("side", side.name());
            line.put("result", result);
            line.put("text", text);
        });
    }
}
