// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.reassign;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.stellaops.persistence.cutover.CohortAssignment;
import org.stellaops.persistence.cutover.HandedOver;
import org.stellaops.persistence.cutover.Handover;
import org.stellaops.persistence.cutover.StoredAssignment;
import org.stellaops.persistence.dualwrite.event.DualWriteListener;
import org.stellaops.persistence.dualwrite.internal.control.ModuleStores;
import org.stellaops.persistence.dualwrite.internal.identity.IdentityRules;
import org.stellaops.persistence.dualwrite.internal.identity.StoreViews;
import org.stellaops.persistence.dualwrite.internal.stage.StageRecords.Leading;
import org.stellaops.persistence.dualwrite.settings.Pause;
import org.stellaops.persistence.spi.ControlEntries;

/**
 * Gives tenants of one cohort of a module to another one, while services go on: pairs of cohorts one after the other, until the tenants
 * are assigned as is wanted. While a pair is at it, calls for the tenants that go wait.
 *
 * <p><b>Threads.</b> Safe for concurrent use, by any number of processes; of two reassignments at the same time one at most is made.
 * <b>Blocking.</b> Waits on both stores. <b>Failure.</b> {@link org.stellaops.persistence.StoreException} if a store cannot be asked; a
 * handover that was begun then stays as it is, its tenants are not served, and whoever calls {@link #carryOut} or {@link #undo} next
 * finishes or undoes it. <b>Nulls.</b> Neither accepted nor returned.
 */
public final class Reassignment {

    private final String module;
    private final CohortRecords records;
    private final StoredAssignments assignments;
    private final ReassignmentAudit audit;
    private final Duration weakGrace;

    /**
     * A reassignment in a module.
     *
     * @param cohorts all its cohorts
     * @param weakGrace how long to wait where the fence cannot be raised: longer than any process relies on one that it found standing
     * @param clock for the audit trail
     * @param listener is told of what is recorded there
     */
    public Reassignment(
            String module,
            List<CohortStores> cohorts,
            Duration weakGrace,
            InstantSource clock,
            DualWriteListener listener) {
        Map<String, ModuleStores> stores = new LinkedHashMap<>();
        cohorts.forEach(it -> stores.put(it.name(), it.stores()));
        this.module = module;
        this.records = new CohortRecords(stores);
        this.assignments = new StoredAssignments(module, entries(cohorts.get(0)));
        this.audit = new ReassignmentAudit(records, clock, listener.contained());
        this.weakGrace = weakGrace;
    }

    private static List<ControlEntries> entries(CohortStores any) {
        Stream<ControlEntries> legacy =
                any.legacy().exists() ? Stream.of(any.legacy().module().entries()) : Stream.empty();
        return Stream.concat(legacy, Stream.of(any.target().module().entries())).toList();
    }

    /** What would be done for an assignment; changes nothing. */
    public ReassignmentPlan plan(CohortAssignment wanted) {
        List<String> unlike = unlike(wanted);
        if (!unlike.isEmpty()) {
            return ReassignmentPlan.refused(module, 0, unlike);
        }
        Map<String, Leading> leading = read();
        Optional<StoredAssignment> unfinished = unfinished(leading);
        if (unfinished.isPresent()) {
            return new ReassignmentPlan(
                    module,
                    unfinished.get().step().orElseThrow().base(),
                    unfinished.get().step().map(StoredAssignment.Step::handover),
                    Collections.emptySortedMap(),
                    List.of());
        }
        List<String> objections = HandoverRules.objections(records.names(), leading);
        return objections.isEmpty()
                ? plan(wanted, leading, inForce(leading))
                : ReassignmentPlan.refused(module, 0, objections);
    }

    private ReassignmentPlan plan(CohortAssignment wanted, Map<String, Leading> leading, StoredAssignment now) {
        if (!now.leadsTo(wanted)) {
            return ReassignmentPlan.refused(
                    module,
                    now.generation(),
                    List.of(
                            "a reassignment is half made, and leads to another assignment: name that one, or the one before it,"
                                    + " and give the command; then this one. Half reached are " + now.wanted()));
        }
        SortedMap<Handover, HandedOver> handovers = new TreeMap<>();
        now.openTo(wanted).forEach(it -> handovers.put(it, now.goesWith(it, wanted)));
        List<String> objections = new ArrayList<>();
        handovers.keySet().forEach(it -> {
            objections.addAll(HandoverRules.objections(
                    HandoverRules.required(leading, it.giver()), HandoverRules.required(leading, it.receiver()), it));
            objections.addAll(problems(it.giver()));
            objections.addAll(problems(it.receiver()));
        });
        return new ReassignmentPlan(
                module,
                now.generation(),
                Optional.empty(),
                handovers,
                objections.stream().distinct().toList());
    }

    /** Why the cohorts of an assignment are not those of the module. */
    private List<String> unlike(CohortAssignment wanted) {
        Optional<CohortAssignment> first = assignments.first();
        if (first.isEmpty()) {
            return List.of(
                    "module " + module
                            + " was never served with cohorts; the first service that starts keeps the assignment of its configuration");
        }
        List<String> names = first.get().names();
        return names.equals(wanted.names())
                ? List.of()
                : List.of("tenants go from cohort to cohort, but the cohorts stay: module " + module + " has " + names
                        + ", and the configuration names " + wanted.names());
    }

    /** What is wrong with the stores of a cohort: what it holds would be taken for equal. */
    private List<String> problems(String cohort) {
        StoreViews.Pair both = StoreViews.both(records.stores(cohort));
        return IdentityRules.problems(both.legacy(), both.target()).stream()
                .map(it -> "cohort " + cohort + ": " + it.text() + "; readmit the store first")
                .toList();
    }

    private Map<String, Leading> read() {
        return records.read(records.names().get(0));
    }

    /** The generation of which a cohort has let tenants go and still keeps from moving. */
    private Optional<StoredAssignment> unfinished(Map<String, Leading> leading) {
        return leading.values().stream()
                .filter(it -> it.record().generation().giving())
                .findFirst()
                .map(it -> assignments.load(it.generation()));
    }

    private StoredAssignment inForce(Map<String, Leading> leading) {
        return assignments.load(leading.values().iterator().next().generation());
    }

    /**
     * Assigns the tenants as is wanted, after a handover that somebody left was finished. What was ordered, and what became of it, is in
     * the audit trails of both cohorts.
     *
     * @param by who orders it
     * @param reason why
     * @param made is told of each step, in the calling thread; what it throws leaves the handover as it is
     * @throws IllegalArgumentException if there is no name or no reason
     */
    public ReassignmentReport carryOut(
            CohortAssignment wanted, String by, String reason, Consumer<ReassignmentStep> made) {
        ReassignmentAudit.Order order = new ReassignmentAudit.Order(by, reason);
        HandoverRun run = new HandoverRun(records, assignments, weakGrace, Pause.real(), made);
        List<Handover> done = new ArrayList<>();
        ReassignmentPlan plan = plan(wanted);
        while (!plan.isReached() && plan.objections().isEmpty()) {
            Optional<StoredAssignment> next = unfinished(read());
            boolean begun = next.isPresent();
            if (!begun) {
                next = begin(run, wanted, plan, order);
            }
            if (next.isEmpty() || !finish(run, next.get(), order)) {
                return refused(plan, done, begun);
            }
            done.add(next.get().step().orElseThrow().handover());
            plan = plan(wanted);
        }
        return new ReassignmentReport(module, plan.generation(), done, plan.objections());
    }

    private ReassignmentReport refused(ReassignmentPlan plan, List<Handover> done, boolean begunByAnother) {
        String why = begunByAnother
                ? "a handover that somebody left could not be finished and was undone; give the command again"
                : "a cohort moved, or another reassignment began, at the same time; nothing was handed over by this one since,"
                        + " give the command again";
        return new ReassignmentReport(module, plan.generation(), done, List.of(why));
    }

    /** The generation whose giver has let the tenants go; empty if something changed since the plan was made. */
    private Optional<StoredAssignment> begin(
            HandoverRun run, CohortAssignment wanted, ReassignmentPlan plan, ReassignmentAudit.Order order) {
        if (plan.handovers().isEmpty()) {
            return Optional.empty();
        }
        Handover handover = plan.handovers().firstKey();
        Map<String, Leading> leading = read();
        Optional<Leading> giver = Optional.ofNullable(leading.get(handover.giver()));
        Optional<Leading> receiver = Optional.ofNullable(leading.get(handover.receiver()));
        if (!HandoverRules.objections(records.names(), leading).isEmpty()
                || giver.isEmpty()
                || receiver.isEmpty()
                || giver.get().generation() != plan.generation()) {
            return Optional.empty();
        }
        StoredAssignment now = assignments.load(plan.generation());
        long receiverEpoch = receiver.get().record().epoch();
        StoredAssignment next = assignments.insert(number -> now.next(number, wanted, handover, receiverEpoch));
        audit.ordered(next, order);
        return run.begin(next, giver.get()) ? Optional.of(next) : Optional.empty();
    }

    private boolean finish(HandoverRun run, StoredAssignment begun, ReassignmentAudit.Order order) {
        boolean taken = run.finish(begun);
        audit.ended(begun, taken, order);
        return taken;
    }

    /**
     * Undoes a handover that somebody left, unless its receiver has the tenants already: then it is finished.
     *
     * @param by who orders it
     * @param reason why
     * @param made as for {@link #carryOut}
     * @return what was undone, or finished; empty if nothing was left
     * @throws IllegalArgumentException if there is no name or no reason
     */
    public Optional<Undone> undo(String by, String reason, Consumer<ReassignmentStep> made) {
        ReassignmentAudit.Order order = new ReassignmentAudit.Order(by, reason);
        Optional<StoredAssignment> unfinished = unfinished(read());
        if (unfinished.isEmpty()) {
            return Optional.empty();
        }
        StoredAssignment left = unfinished.get();
        audit.ordered(left, order);
        HandoverRun run = new HandoverRun(records, assignments, weakGrace, Pause.real(), made);
        boolean undone = run.undo(left) || !run.finish(left);
        audit.ended(left, !undone, order);
        return Optional.of(new Undone(left.step().orElseThrow().handover(), undone));
    }

    /**
     * What became of a handover that was left.
     *
     * @param handover who gave and who took
     * @param undone whether the giver has the tenants; otherwise the receiver had them already
     */
    public record Undone(Handover handover, boolean undone) {}
}
