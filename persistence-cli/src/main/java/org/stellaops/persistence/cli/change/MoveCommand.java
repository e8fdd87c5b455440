// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cli.change;

import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.cli.frame.ExitCode;
import org.stellaops.persistence.cli.frame.Frame;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.gate.MoveResult;
import org.stellaops.persistence.runtime.PersistenceModule;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The command {@code move}. */
@Command(
        name = "move",
        description = {
            "Moves a module one stage forward or back, from the stage that the configuration names.",
            "The configuration is not edited: name the new stage there afterwards, so that every process takes it.",
            ""
        },
        footer = {"", "Example:", "  persistence move --config app.yaml --jars shop.jar --module shop --to dual-write"})
public final class MoveCommand implements Callable<Integer> {

    @Mixin
    private final Frame frame = new Frame();

    @Option(names = "--to", paramLabel = "STAGE", required = true, description = "the next stage, such as dual-write")
    private @Nullable String to;

    /** For picocli. */
    public MoveCommand() {}

    @Override
    public Integer call() {
        Stage next = frame.stage(to);
        return frame.openOne(modules -> {}, module -> move(module, next));
    }

    private ExitCode move(PersistenceModule module, Stage next) {
        MoveResult result = module.moveTo(next);
        List<String> reasons = result instanceof MoveResult.Refused it ? it.reasons() : List.of();
        frame.output().result(text(module.name(), result), line -> {
            line.put("module", module.name());
            line.put("to", next.configName());
            line.put("moved", result.isMoved());
            if (result instanceof MoveResult.Moved it) {
                line.put("from", it.from().configName());
                line.put("pauseMillis", it.pause().toMillis());
            }
            reasons.forEach(it -> line.withArray("reasons").add(it));
        });
        return result.isMoved() ? ExitCode.CLEAN : ExitCode.DIVERGENT;
    }

    private static String text(String module, MoveResult result) {
        if (result instanceof MoveResult.Moved it) {
            return module + " moved from " + it.from().configName() + " to "
                    + it.to().configName() + " in " + it.pause().toMillis() + " ms; now set stage: "
                    + it.to().configName() + " in the configuration";
        } else if (result instanceof MoveResult.Refused it) {
            return module + " stays in " + it.from().configName() + ": " + String.join("; ", it.reasons());
        }
        throw new IllegalStateException("no move ends with " + result);
    }
}
