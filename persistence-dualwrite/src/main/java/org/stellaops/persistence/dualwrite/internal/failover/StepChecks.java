// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.failover;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.cutover.Cohort;
import org.stellaops.persistence.cutover.Reach;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.admission.StoreProblem;
import org.stellaops.persistence.dualwrite.gate.GateAnswer;
import org.stellaops.persistence.dualwrite.gate.GateEvidence;
import org.stellaops.persistence.dualwrite.gate.GateOverride;
import org.stellaops.persistence.dualwrite.gate.StageGate;
import org.stellaops.persistence.dualwrite.gate.StageStep;
import org.stellaops.persistence.dualwrite.gate.StepPreview;
import org.stellaops.persistence.dualwrite.internal.control.ModuleStores;
import org.stellaops.persistence.dualwrite.internal.gate.AskedOnce;
import org.stellaops.persistence.dualwrite.internal.gate.EvidenceLog;
import org.stellaops.persistence.dualwrite.internal.identity.Pulse;
import org.stellaops.persistence.dualwrite.internal.member.Membership;
import org.stellaops.persistence.dualwrite.internal.member.TypeRegistry;
import org.stellaops.persistence.dualwrite.member.Member;
import org.stellaops.persistence.dualwrite.settings.EntityPair;
import org.stellaops.persistence.spi.Together;

/** Whether a module may make a step: by its stores, its members, and its gates. */
public final class StepChecks {

    private final ModuleStores stores;
    private final Pulse pulse;
    private final Membership members;
    private final TypeRegistry types;
    private final StageGate gates;
    private final Evidence evidence;
    private final EvidenceLog log;

    /** What is known of a module while one side leads. */
    @FunctionalInterface
    public interface Evidence {
        GateEvidence of(Side leader);
    }

    public StepChecks(
            ModuleStores stores,
            Pulse pulse,
            Membership members,
            TypeRegistry types,
            StageGate gates,
            Evidence evidence,
            EvidenceLog log) {
        this.stores = stores;
        this.pulse = pulse;
        this.members = members;
        this.types = types;
        this.gates = gates;
        this.evidence = evidence;
        this.log = log;
    }

    /** How what depends on nothing else is asked. */
    Together together() {
        return stores.together();
    }

    /** Whether no process relies on a fence that is distrusted. */
    boolean allHeedDistrust(Side leader) {
        return members.allHeedDistrust(leader);
    }

    /** Every reason why the step must not be made; empty if it may. What gates refuse, an override may order, and is kept. */
    public List<String> objections(StepPreview preview, Optional<GateOverride> override) {
        return preview.objections().isEmpty()
                ? gateObjections(preview.from(), preview.to(), preview.refused(), override)
                : preview.objections();
    }

    /** The same with what every gate says, those included that pass. */
    public StepPreview preview(Stage from, Stage next) {
        return ask(from, next).preview();
    }

    /**
     * What was said of a step before it was begun.
     *
     * @param evidence what the gates judged by; empty if they were not asked
     */
    record Asked(StepPreview preview, Optional<AskedOnce> evidence) {}

    /** As {@link #preview}, for somebody who is about to make the step. */
    Asked ask(Stage from, Stage next) {
        List<String> objections = firmObjections(from, next);
        if (!objections.isEmpty()) {
            return new Asked(new StepPreview(from, next, objections, List.of()), Optional.empty());
        }
        AskedOnce known = new AskedOnce(evidence.of(from.leader()));
        return new Asked(new StepPreview(from, next, List.of(), answers(from, next, known)), Optional.of(known));
    }

    /** What no override lifts. */
    private List<String> firmObjections(Stage from, Stage next) {
        List<String> objections = new ArrayList<>(StepRules.objections(from, next));
        if (objections.isEmpty()) {
            objections.addAll(reassignmentObjections(from.leader()));
        }
        if (objections.isEmpty()) {
            objections.addAll(storeObjections(from, next));
        }
        if (objections.isEmpty() && from.leader() != next.leader()) {
            objections.addAll(typeObjections(from.leader()));
        }
        return objections;
    }

    /**
     * What may have become false since the move began. Types that were registered before it cannot be missed; later ones find no
     * leader to write to. A store that was replaced before it was told of the move is found here.
     */
    public Optional<String> beforeDecision(Side from) {
        AtomicReference<Optional<StoreProblem>> problem = new AtomicReference<>(Optional.empty());
        AtomicReference<Map<String, String>> registered = new AtomicReference<>(Map.of());
        AtomicReference<List<Member>> present = new AtomicReference<>(List.of());
        AtomicReference<Map<String, String>> copied = new AtomicReference<>(Map.of());
        stores.together()
                .run(List.of(
                        () -> problem.set(pulse.look(stores.together())),
                        () -> registered.set(types.registered(from)),
                        () -> present.set(members.members(from)),
                        () -> copied.set(types.registered(from.other()))));
        List<String> objections = new ArrayList<>(objections(problem.get()));
        if (objections.isEmpty()) {
            objections.addAll(TypeRegistry.objections(registered.get(), members.types(), present.get()));
        }
        if (objections.isEmpty()) {
            types.copy(registered.get(), copied.get(), from.other());
        }
        return objections.stream().findFirst();
    }

    /**
     * The gates once more, after everything was drained: evidence may have been gathered meanwhile that refuses the step. What only
     * grows, or only persons change, counts as it was a moment ago, because writes wait.
     */
    Optional<String> gatesBeforeDecision(Asked asked, Optional<GateOverride> override) {
        if (override.isPresent()) {
            return Optional.empty();
        }
        Stage from = asked.preview().from();
        GateEvidence now = evidence.of(from.leader());
        AskedOnce known =
                asked.evidence().map(it -> it.anew(now, stores.together())).orElseGet(() -> new AskedOnce(now));
        return refused(answers(from, asked.preview().to(), known)).stream()
                .map(GateAnswer::describe)
                .findFirst();
    }

    private List<String> objections(Optional<StoreProblem> problem) {
        return problem.map(it -> it.text()
                        + "; the module does not move until the right store is back, or this one is readmitted; run:"
                        + " persistence readmit --config FILE --module " + stores.module() + " --dry-run")
                .map(List::of)
                .orElseGet(List::of);
    }

    private List<String> storeObjections(Stage from, Stage next) {
        List<String> problem = objections(pulse.beat(stores.together()));
        if (!problem.isEmpty()) {
            return problem;
        }
        boolean needsBoth = next.writes() == Reach.BOTH || from.leader() != next.leader();
        if (!needsBoth) {
            return List.of();
        }
        List<String> unusable = unusable(from.leader().other());
        return unusable.isEmpty() ? unprepared() : unusable;
    }

    /** What a cohort has let go, and no other has taken, it would not drain (F9). */
    private List<String> reassignmentObjections(Side leader) {
        boolean giving = stores.control(leader)
                .find()
                .filter(it -> it.leads() && it.generation().giving())
                .isPresent();
        return giving
                ? List.of("cohort " + stores.module()
                        + " gives tenants to another one, which has not ended; finish or undo it:"
                        + " persistence reassign --config FILE --module " + Cohort.moduleOf(stores.module()))
                : List.of();
    }

    /** Without their indexes, each pass over pending flags would read whole collections. */
    private List<String> unprepared() {
        try {
            List<String> missing = stores.pairs().stream()
                    .flatMap(it -> it.legacy().unprepared().stream())
                    .toList();
            return missing.isEmpty()
                    ? List.of()
                    : List.of("the legacy store is not prepared: " + String.join("; ", missing)
                            + "; run 'persistence prepare --module " + stores.module() + "' first");
        } catch (StoreException e) {
            return List.of("whether the legacy store is prepared cannot be asked: " + e.getMessage());
        }
    }

    /** A stage that writes to a store must find it there, with the tables and collections that it writes to. */
    private List<String> unusable(Side side) {
        try {
            for (EntityPair pair : stores.pairs()) {
                long unused = side == Side.LEGACY
                        ? pair.legacy().pendingCount()
                        : pair.target().pendingCount();
            }
            types.register(side, members.types());
            return List.of();
        } catch (StoreException e) {
            return List.of("the " + side.configName() + " store, which the stage writes to, cannot be used: "
                    + e.getMessage());
        }
    }

    private List<String> typeObjections(Side leader) {
        return TypeRegistry.objections(types.registered(leader), members.types(), members.members(leader));
    }

    private List<GateAnswer> answers(Stage from, Stage next, AskedOnce known) {
        return gates.check(new StageStep(from, next, known));
    }

    private static List<GateAnswer> refused(List<GateAnswer> answers) {
        return answers.stream().filter(it -> !it.passed()).toList();
    }

    private List<String> gateObjections(
            Stage from, Stage next, List<GateAnswer> refused, Optional<GateOverride> override) {
        if (refused.isEmpty() || override.isEmpty()) {
            return refused.stream().map(GateAnswer::describe).toList();
        }
        log.overridden(from.leader(), members.id(), from, next, override.get(), refused);
        return List.of();
    }
}
