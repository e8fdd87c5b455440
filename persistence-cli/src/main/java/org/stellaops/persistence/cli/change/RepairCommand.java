// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cli.change;

import java.util.concurrent.Callable;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.cli.frame.ExitCode;
import org.stellaops.persistence.cli.frame.Frame;
import org.stellaops.persistence.cli.frame.KeyOption;
import org.stellaops.persistence.cli.frame.Output;
import org.stellaops.persistence.cli.frame.TypeOption;
import org.stellaops.persistence.dualwrite.repair.RepairResult;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.runtime.PersistenceModule;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The command {@code repair}. */
@Command(
        name = "repair",
        description = {"Makes the follower equal to the leader for one key, such as one that verify found.", ""},
        footer = {
            "",
            "Example:",
            "  persistence repair --config app.yaml --jars shop.jar --module shop --type orders --tenant acme --key o-17"
        })
public final class RepairCommand implements Callable<Integer> {

    @Mixin
    private final Frame frame = new Frame();

    @Mixin
    private final TypeOption type = new TypeOption();

    @Mixin
    private final KeyOption key = new KeyOption();

    /** For picocli. */
    public RepairCommand() {}

    @Override
    public Integer call() {
        return frame.openOne(modules -> key.require(type, modules), this::repair);
    }

    private ExitCode repair(PersistenceModule module) {
        EntityType<?> of = type.types(module.descriptor()).get(0);
        RecordKey meant = key.of(of).orElseThrow();
        RepairResult result = module.repair(of, meant);
        frame.output().result(of.name() + " " + meant + ": " + text(result), line -> {
            Output.key(line, module.name(), of.name(), meant);
            line.put("result", result.name());
            line.put("description", text(result));
        });
        return exitCode(result);
    }

    private static String text(RepairResult result) {
        if (result instanceof RepairResult.Repaired) {
            return "repaired; both stores are equal now";
        } else if (result instanceof RepairResult.NothingToDo) {
            return "nothing to do; both stores are equal";
        } else if (result instanceof RepairResult.StillDifferent it) {
            return "still different: " + it.divergence().describe();
        } else if (result instanceof RepairResult.NotRepairable it) {
            return "not repairable: " + it.reason();
        }
        return "writes were under way at every comparison; the key is pending and will be replicated";
    }

    private static ExitCode exitCode(RepairResult result) {
        if (result instanceof RepairResult.Repaired || result instanceof RepairResult.NothingToDo) {
            return ExitCode.CLEAN;
        }
        return result instanceof RepairResult.Unsettled ? ExitCode.NOT_VERIFIED : ExitCode.DIVERGENT;
    }
}
