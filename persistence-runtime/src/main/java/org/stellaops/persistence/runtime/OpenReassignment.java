// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.stellaops.persistence.cutover.Cohort;
import org.stellaops.persistence.cutover.CohortAssignment;
import org.stellaops.persistence.dualwrite.event.DualWriteListener;
import org.stellaops.persistence.dualwrite.reassign.CohortStores;
import org.stellaops.persistence.dualwrite.reassign.Reassignment;
import org.stellaops.persistence.dualwrite.reassign.ReassignmentPlan;
import org.stellaops.persistence.dualwrite.reassign.ReassignmentReport;
import org.stellaops.persistence.dualwrite.reassign.ReassignmentStep;
import org.stellaops.persistence.runtime.config.ModuleSettings;
import org.stellaops.persistence.spi.LegacyBackend;
import org.stellaops.persistence.spi.TargetBackend;

/**
 * A {@link Reassignment} to the assignment that the configuration names, with the backends of all cohorts, which it opened.
 *
 * <p>Threads, blocking and failure are those of {@link Reassignment}.
 */
public final class OpenReassignment implements AutoCloseable {

    private final CohortAssignment wanted;
    private final Reassignment reassignment;
    private final List<Runnable> opened;

    private OpenReassignment(CohortAssignment wanted, Reassignment reassignment, List<Runnable> opened) {
        this.wanted = wanted;
        this.reassignment = reassignment;
        this.opened = opened;
    }

    static OpenReassignment of(
            List<ModuleDescriptor> cohorts,
            Function<String, ModuleSettings> settings,
            CohortAssignment wanted,
            Backends backends,
            InstantSource clock,
            DualWriteListener listener) {
        List<Runnable> opened = new ArrayList<>();
        try {
            List<CohortStores> stores = new ArrayList<>();
            Duration relied = Duration.ZERO;
            for (ModuleDescriptor it : cohorts) {
                ModuleSettings own = settings.apply(it.name());
                LegacyBackend legacy = backends.legacy(it, own);
                opened.add(legacy::close);
                TargetBackend target = backends.target(it, own);
                opened.add(target::close);
                stores.add(new CohortStores(nameOf(it), it.name(), legacy, target));
                relied = relied.compareTo(own.epochKept()) < 0 ? own.epochKept() : relied;
            }
            Reassignment made = new Reassignment(wanted.module(), stores, relied.multipliedBy(2), clock, listener);
            return new OpenReassignment(wanted, made, opened);
        } catch (RuntimeException e) {
            throw ModuleOpening.closing(() -> Closing.all(opened), e);
        }
    }

    private static String nameOf(ModuleDescriptor cohort) {
        return cohort.name().substring(cohort.module().length() + Cohort.SEPARATOR.length());
    }

    /**
     * What would be done; changes nothing.
     *
     * @throws org.stellaops.persistence.StoreException if a store cannot be asked
     */
    public ReassignmentPlan plan() {
        return reassignment.plan(wanted);
    }

    /**
     * Assigns the tenants as the configuration says, after a handover that somebody left was finished.
     *
     * @param by who orders it
     * @param reason why; both are kept in the audit trails
     * @param made is told of each step, in the calling thread
     * @throws IllegalArgumentException if there is no name or no reason
     * @throws org.stellaops.persistence.StoreException if a store cannot be asked; call again, which goes on with it
     */
    public ReassignmentReport carryOut(String by, String reason, Consumer<ReassignmentStep> made) {
        return reassignment.carryOut(wanted, by, reason, made);
    }

    /**
     * Undoes a handover that somebody left, unless its receiver has the tenants already: then it is finished.
     *
     * @return what became of it; empty if nothing was left
     * @throws IllegalArgumentException if there is no name or no reason
     * @throws org.stellaops.persistence.StoreException if a store cannot be asked; call again
     */
    public Optional<Reassignment.Undone> undo(String by, String reason, Consumer<ReassignmentStep> made) {
        return reassignment.undo(by, reason, made);
    }

    @Override
    public void close() {
        Closing.all(opened);
    }
}
