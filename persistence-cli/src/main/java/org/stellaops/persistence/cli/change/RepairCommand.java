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
import org.stellaops.persistence.dualwrite.verify.VerificationMode;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.runtime.PersistenceModule;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The command {@code repair}. */
@Command(
        name = "repair",
        description = {
            "Makes the follower equal to the leader: for one key with --key, or for all that differ in a plan.",
            "A plan says of each key what both sides hold and what would be done. --apply executes it by compare-and-set and refuses"
                    + " what has moved since; --undo gives the follower back what it had. Contents are kept in the target's table"
                    + " sync_repairs until --forget, and are never printed.",
            ""
        },
        footer = {
            "",
            "Example:",
            "  persistence repair --config app.yaml --jars shop.jar --module shop --type orders --tenant acme --key o-17",
            "  persistence repair --config app.yaml --jars shop.jar --module shop --plan",
            "  persistence repair --config app.yaml --jars shop.jar --module shop --apply 01J9ZK7Q5V8W2T4R6Y8N0M3B5C"
        })
public final class RepairCommand implements Callable<Integer> {

    @Mixin
    private final Frame frame = new Frame();

    @Mixin
    private final TypeOption type = new TypeOption();

    @Mixin
    private final KeyOption key = new KeyOption();

    @Mixin
    private final RepairPlanOptions plans = new RepairPlanOptions();

    /** For picocli. */
    public RepairCommand() {}

    @Override
    public Integer call() {
        if (plans.given() > 1) {
            throw frame.usage("give one of " + String.join(", ", RepairPlanOptions.names()) + " only");
        }
        if (plans.given() == 0) {
            return frame.openOne(modules -> key.require(type, modules), this::repair);
        }
        if (VerificationMode.of(plans.mode).isEmpty() || plans.most < 1) {
            throw frame.usage("--mode must be quick, full or deep, and --most at least 1");
        }
        return frame.openOne(type::check, this::inPlans);
    }

    private ExitCode inPlans(PersistenceModule module) {
        RepairPlans work = new RepairPlans(module, frame.output());
        if (plans.apply != null) {
            return work.apply(plans.apply);
        } else if (plans.undo != null) {
            return work.undo(plans.undo);
        } else if (plans.show != null) {
            return work.show(plans.show);
        } else if (plans.forget != null) {
            return work.forget(plans.forget);
        }
        return plans.list
                ? work.list()
                : work.plan(type, VerificationMode.of(plans.mode).orElseThrow(), plans.most);
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
