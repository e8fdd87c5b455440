// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.simulator.scenario;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.cutover.Reach;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.admission.ReadmissionPlan;
import org.stellaops.persistence.dualwrite.admission.StoreNotAdmittedException;
import org.stellaops.persistence.dualwrite.internal.admission.Admission;
import org.stellaops.persistence.dualwrite.internal.admission.Readmitter;
import org.stellaops.persistence.dualwrite.internal.admission.StoreFilling;
import org.stellaops.persistence.dualwrite.internal.control.EpochView;
import org.stellaops.persistence.dualwrite.internal.control.ModuleStores;
import org.stellaops.persistence.dualwrite.internal.failover.LeaderChange;
import org.stellaops.persistence.dualwrite.internal.failover.LeaderChangeRecovery;
import org.stellaops.persistence.dualwrite.internal.gate.EvidenceLog;
import org.stellaops.persistence.dualwrite.internal.reconcile.ReconcileResult;
import org.stellaops.persistence.dualwrite.internal.reconcile.Reconciler;
import org.stellaops.persistence.dualwrite.internal.reconcile.Reconcilers;
import org.stellaops.persistence.dualwrite.settings.EntityPair;
import org.stellaops.persistence.dualwrite.settings.ProtocolSettings;
import org.stellaops.persistence.dualwrite.settings.Tokens;

/**
 * What becomes of a module when all its processes are done or dead: an operator readmits a store that another database stands in for,
 * fresh processes finish or abort a move that was left, and send what is pending. Then both stores must be equal.
 */
final class PerimeterRest {

    private static final int PASSES = 50;
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.EPOCH);

    private final PerimeterWorld world;
    private final ModuleStores real;
    private final ProtocolSettings settings;
    private long now;

    PerimeterRest(PerimeterWorld world) {
        this.world = world;
        this.real = world.real();
        this.settings = world.module.settings(5);
    }

    /** The final content of every key; empty if a store that led was lost, so that nothing can be said of what was acknowledged. */
    Map<RecordKey, Optional<String>> come() {
        List<Replacement> replaced = world.replaced();
        boolean lost = replaced.stream().anyMatch(Replacement::ledBefore);
        boolean readmitted = readmit(replaced);
        SimulatedModule.require(
                readmitted || replaced.isEmpty(), "nobody noticed that a store was replaced: " + replaced);
        finishMoves();
        Stage stage = start();
        for (EntityPair pair : real.pairs()) {
            reconcile(pair, stage.leader());
        }
        Map<RecordKey, Optional<String>> found = new TreeMap<>();
        world.pairs().forEach((key, pair) -> found.put(key, contentOf(key, pair, stage)));
        return lost ? Map.of() : found;
    }

    private boolean readmit(List<Replacement> replaced) {
        Readmitter readmitter = new Readmitter(
                real,
                tokens(),
                CLOCK,
                new StoreFilling(
                        real,
                        new Cast.OwnCheckpoints(),
                        settings,
                        event -> {},
                        new EvidenceLog(real, CLOCK),
                        pause -> {}));
        Optional<ReadmissionPlan> plan = plan(readmitter, replaced);
        plan.ifPresent(it -> {
            var unused = readmitter.carryOut(it, "at rest");
        });
        return plan.isPresent();
    }

    /** Where nothing tells which store is right, a person does. */
    private static Optional<ReadmissionPlan> plan(Readmitter readmitter, List<Replacement> replaced) {
        try {
            return readmitter.plan();
        } catch (StoreNotAdmittedException e) {
            return replaced.stream()
                    .findFirst()
                    .map(it -> readmitter.plan(it.side().other()));
        }
    }

    private void finishMoves() {
        LeaderChange change = new LeaderChange(real, settings, event -> {}, () -> now);
        LeaderChangeRecovery recovery = new LeaderChangeRecovery(
                real, change, Duration.ofMinutes(2), () -> now, PerimeterProcess.LEASE, () -> false);
        recovery.assumeLeadership();
        for (Side side : Side.values()) {
            recovery.watch(side);
            now += 2 * PerimeterProcess.LEASE.toNanos();
            recovery.watch(side);
        }
    }

    /** That a process can start again, without anybody's help, is part of the check. */
    private Stage start() {
        try {
            return new Admission(real, () -> {}, tokens())
                    .require(Stage.SHADOW_READ)
                    .stage();
        } catch (StoreNotAdmittedException e) {
            throw new AssertionError("no process can start any more: " + e.getMessage(), e);
        }
    }

    private Tokens tokens() {
        return () -> settings.tokens().next();
    }

    private void reconcile(EntityPair pair, Side leader) {
        Reconciler reconciler = Reconcilers.of(
                        real,
                        EpochView.of(real.legacyControl()),
                        EpochView.of(real.targetControl()),
                        settings,
                        event -> {})
                .of(leader)
                .get(pair.type());
        int passes = 0;
        while (!reconciler.foundEmpty()) {
            ReconcileResult pass = reconciler.runOnce();
            SimulatedModule.require(passes++ < PASSES, "the reconciler does not come to an end: " + pass);
        }
    }

    private static Optional<String> contentOf(RecordKey key, EntityPair pair, Stage stage) {
        Optional<String> ofLegacy = SimulatedModule.valueOf(pair.legacy().find(key));
        Optional<String> ofTarget = SimulatedModule.valueOf(pair.target().find(key));
        SimulatedModule.require(
                ofLegacy.equals(ofTarget) || stage.writes() != Reach.BOTH,
                key + " is " + ofLegacy + " in the legacy store, but " + ofTarget + " in the target, at rest in "
                        + stage);
        return stage.leader() == Side.LEGACY ? ofLegacy : ofTarget;
    }
}
