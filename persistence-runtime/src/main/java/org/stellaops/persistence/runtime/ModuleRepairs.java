// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import org.stellaops.persistence.dualwrite.DualWriteModule;
import org.stellaops.persistence.dualwrite.audit.AuditAction;
import org.stellaops.persistence.dualwrite.repair.RepairPlan;
import org.stellaops.persistence.dualwrite.repair.RepairState;
import org.stellaops.persistence.dualwrite.repair.RepairSubject;
import org.stellaops.persistence.dualwrite.repair.Repairs;
import org.stellaops.persistence.dualwrite.verify.VerificationReport;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.spi.RepairRecords;

/**
 * The repairs of a module in plans: planned from what verifications found, executed by compare-and-set, undone while nothing was written
 * since. Executing and undoing are in the audit trail.
 *
 * <p><b>Threads.</b> Safe for concurrent use. <b>Blocking.</b> Waits on both databases, key by key. <b>Failure.</b> {@link
 * org.stellaops.persistence.StoreException} if one does not answer; executing or undoing again goes on where it ended.
 */
public final class ModuleRepairs {

    private final DualWriteModule module;
    private final Repairs repairs;

    ModuleRepairs(DualWriteModule module, Repairs repairs) {
        this.module = module;
        this.repairs = repairs;
    }

    /**
     * Plans the repair of what these verifications found, as far as it still differs. Changes neither store.
     *
     * @param types of the entity types by their names
     * @return the plan; without repairs, and not kept, if nothing needs one
     */
    public RepairPlan plan(Collection<VerificationReport> reports, Function<String, ? extends EntityType<?>> types) {
        List<RepairSubject> subjects = new ArrayList<>();
        for (VerificationReport report : reports) {
            EntityType<?> type = types.apply(report.entity());
            report.findings().forEach(it -> subjects.add(new RepairSubject(type, it.key())));
        }
        return plan(subjects);
    }

    /** Plans the repair of these records, as far as they differ. Changes neither store. */
    public RepairPlan plan(Collection<RepairSubject> subjects) {
        return repairs.plan(subjects);
    }

    /** A plan as it stands; without repairs if there is none of this id. */
    public RepairPlan find(String plan) {
        return repairs.find(plan);
    }

    /** The plans that are kept, the last first: how many repairs of each are in which state. */
    public List<RepairRecords.StateCount> list(int limit) {
        return repairs.list(limit);
    }

    /** Executes what of a plan was not executed yet; a repair of which either side has moved since is refused. */
    public RepairPlan apply(String plan) {
        RepairPlan applied = repairs.apply(plan);
        audit(applied, "executed, " + applied.count(RepairState.APPLIED) + " applied");
        return applied;
    }

    /** Gives the follower back what it had before the repairs of a plan, where nothing was written since. */
    public RepairPlan undo(String plan) {
        RepairPlan undone = repairs.undo(plan);
        audit(undone, "undone, " + undone.count(RepairState.UNDONE) + " of them");
        return undone;
    }

    /**
     * Removes a plan with the contents that it keeps; it cannot be undone any more.
     *
     * @return how many repairs it had
     */
    public long forget(String plan) {
        return repairs.forget(plan);
    }

    private void audit(RepairPlan plan, String outcome) {
        if (!plan.repairs().isEmpty()) {
            module.audit(AuditAction.Kind.REPAIRED, "plan " + plan.id(), outcome, List.of(plan.describe()));
        }
    }
}
