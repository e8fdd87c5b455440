// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cli.change;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.stellaops.persistence.cli.frame.ExitCode;
import org.stellaops.persistence.cli.frame.Output;
import org.stellaops.persistence.cli.frame.TypeOption;
import org.stellaops.persistence.dualwrite.repair.PlannedRepair;
import org.stellaops.persistence.dualwrite.repair.RepairPlan;
import org.stellaops.persistence.dualwrite.repair.RepairState;
import org.stellaops.persistence.dualwrite.repair.SideEvidence;
import org.stellaops.persistence.dualwrite.verify.Verdict;
import org.stellaops.persistence.dualwrite.verify.VerificationMode;
import org.stellaops.persistence.dualwrite.verify.VerificationReport;
import org.stellaops.persistence.dualwrite.verify.VerificationSettings;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.runtime.PersistenceModule;
import org.stellaops.persistence.spi.RepairRecords.StateCount;
import org.stellaops.persistence.spi.VersionStamp;
import org.stellaops.persistence.value.ContentHash;

/** Plans, executes, undoes and shows repairs of a module. Prints keys, versions and digests, never contents. */
record RepairPlans(PersistenceModule module, Output output) {

    private static final int MOST_PLANS = 1_000;

    ExitCode plan(TypeOption types, VerificationMode mode, int most) {
        List<VerificationReport> reports = new ArrayList<>();
        List<EntityType<?>> meant = types.types(module.descriptor());
        for (EntityType<?> it : meant) {
            VerificationReport report = module.verify(
                    it, VerificationSettings.defaults().withFindings(most).withMode(mode));
            output.note(report.describe());
            reports.add(report);
        }
        RepairPlan plan = module.repairs()
                .plan(
                        reports,
                        name -> meant.stream()
                                .filter(it -> it.name().equals(name))
                                .findFirst()
                                .orElseThrow());
        boolean proved = reports.stream().noneMatch(it -> it.verdict() == Verdict.NOT_VERIFIED);
        if (plan.repairs().isEmpty()) {
            output.result("nothing to repair" + (proved ? "" : ", and not everything is verified"), line -> {
                line.put("module", module.name());
                line.put("repairs", 0);
            });
            return proved ? ExitCode.CLEAN : ExitCode.NOT_VERIFIED;
        }
        show(plan);
        output.note("nothing was changed; persistence repair --apply " + plan.id() + " executes it");
        return ExitCode.DIVERGENT;
    }

    ExitCode apply(String id) {
        RepairPlan plan = module.repairs().apply(id);
        show(plan);
        return plan.repairs().isEmpty()
                        || plan.count(RepairState.APPLIED) < plan.repairs().size()
                ? ExitCode.DIVERGENT
                : ExitCode.CLEAN;
    }

    ExitCode undo(String id) {
        RepairPlan plan = module.repairs().undo(id);
        show(plan);
        return plan.repairs().isEmpty() || plan.count(RepairState.APPLIED) > 0 ? ExitCode.DIVERGENT : ExitCode.CLEAN;
    }

    ExitCode show(String id) {
        RepairPlan plan = module.repairs().find(id);
        show(plan);
        return plan.repairs().isEmpty() ? ExitCode.DIVERGENT : ExitCode.CLEAN;
    }

    ExitCode forget(String id) {
        long removed = module.repairs().forget(id);
        output.result(removed + " repair(s) of plan " + id + " removed with their contents", line -> {
            line.put("module", module.name());
            line.put("plan", id);
            line.put("removed", removed);
        });
        return removed == 0 ? ExitCode.DIVERGENT : ExitCode.CLEAN;
    }

    ExitCode list() {
        List<StateCount> counts = module.repairs().list(MOST_PLANS);
        for (StateCount it : counts) {
            output.result("plan " + it.plan() + ": " + it.count() + " " + it.state(), line -> {
                line.put("module", module.name());
                line.put("plan", it.plan());
                line.put("state", it.state());
                line.put("count", it.count());
            });
        }
        output.note(counts.isEmpty() ? "no plan is kept" : "");
        return ExitCode.CLEAN;
    }

    private void show(RepairPlan plan) {
        if (plan.repairs().isEmpty()) {
            output.note("no plan " + plan.id() + " is kept of module " + module.name());
        }
        for (PlannedRepair it : plan.repairs()) {
            output.result(it.describe(), line -> json(line, it));
        }
        output.result(plan.describe(), line -> {
            line.put("module", module.name());
            line.put("plan", plan.id());
            line.put("repairs", plan.repairs().size());
            for (RepairState state : RepairState.values()) {
                line.put(state.word(), plan.count(state));
            }
        });
    }

    private void json(ObjectNode line, PlannedRepair repair) {
        Output.key(line, module.name(), repair.entity(), repair.key());
        line.put("plan", repair.plan());
        line.put("kind", repair.kind());
        line.put("cause", repair.cause());
        line.put("why", repair.why());
        line.put("action", repair.action().word());
        side(line.putObject("legacy"), repair.legacy());
        side(line.putObject("target"), repair.target());
        line.put("state", repair.state().word());
        line.put("detail", repair.detail());
        line.put("changedAt", repair.changedAt().toString());
    }

    private static void side(ObjectNode node, SideEvidence side) {
        VersionStamp stamp = side.stamp();
        node.put("present", side.present());
        node.put("version", stamp.version());
        node.put("token", stamp.token());
        side.storedHash().map(ContentHash::hex).ifPresent(it -> node.put("storedHash", it));
        side.contentHash().map(ContentHash::hex).ifPresent(it -> node.put("contentHash", it));
        side.problem().ifPresent(it -> node.put("problem", it));
    }
}
