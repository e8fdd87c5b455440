// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.admission;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.admission.ReadmissionPlan;
import org.stellaops.persistence.dualwrite.admission.ReadmissionReport;
import org.stellaops.persistence.dualwrite.backfill.Backfill;
import org.stellaops.persistence.dualwrite.backfill.BackfillRun;
import org.stellaops.persistence.dualwrite.backfill.BackfillSettings;
import org.stellaops.persistence.dualwrite.divergence.DivergenceLog;
import org.stellaops.persistence.dualwrite.event.DualWriteListener;
import org.stellaops.persistence.dualwrite.internal.control.EpochView;
import org.stellaops.persistence.dualwrite.internal.control.ModuleStores;
import org.stellaops.persistence.dualwrite.internal.gate.EvidenceLog;
import org.stellaops.persistence.dualwrite.internal.reconcile.ReconcileResult;
import org.stellaops.persistence.dualwrite.internal.reconcile.Reconciler;
import org.stellaops.persistence.dualwrite.internal.reconcile.Reconcilers;
import org.stellaops.persistence.dualwrite.repair.Repair;
import org.stellaops.persistence.dualwrite.repair.RepairResult;
import org.stellaops.persistence.dualwrite.settings.EntityPair;
import org.stellaops.persistence.dualwrite.settings.Pause;
import org.stellaops.persistence.dualwrite.settings.ProtocolSettings;
import org.stellaops.persistence.dualwrite.settings.Recheck;
import org.stellaops.persistence.dualwrite.verify.Finding;
import org.stellaops.persistence.dualwrite.verify.Verification;
import org.stellaops.persistence.dualwrite.verify.VerificationReport;
import org.stellaops.persistence.dualwrite.verify.VerificationSettings;
import org.stellaops.persistence.spi.Checkpoints;
import org.stellaops.persistence.spi.Image;

/**
 * Makes the store that follows equal to the one that leads, through the protocol alone: every record is sent, what is pending is
 * sent, and key by key a repair sends what still differs, until a verification finds nothing.
 */
public final class StoreFilling implements Readmitter.Filling {

    private static final int ROUNDS = 1_000;
    private static final int FINDINGS = 1_000;
    private static final Recheck QUICK = new Recheck(3, Duration.ofMillis(20));

    private final ModuleStores stores;
    private final Checkpoints checkpoints;
    private final ProtocolSettings settings;
    private final DualWriteListener listener;
    private final EvidenceLog evidence;
    private final Pause pause;

    /**
     * Fills the stores of one module.
     *
     * @param pause how it waits between two comparisons of a key
     */
    public StoreFilling(
            ModuleStores stores,
            Checkpoints checkpoints,
            ProtocolSettings settings,
            DualWriteListener listener,
            EvidenceLog evidence,
            Pause pause) {
        this.stores = stores;
        this.checkpoints = checkpoints;
        this.settings = settings;
        this.listener = listener;
        this.evidence = evidence;
        this.pause = pause;
    }

    @Override
    public ReadmissionReport fill(ReadmissionPlan plan, Stage stage, long epoch) {
        stores.control(plan.serving()).find().ifPresent(it -> evidence.noteLead(plan.serving(), it, epoch - 1));
        if (plan.serving() == Side.LEGACY) {
            stores.pairs().forEach(this::forgetPending);
            stores.pairs().forEach(this::copy);
        }
        long repaired = 0;
        List<VerificationReport> reports = new ArrayList<>();
        for (EntityPair pair : stores.pairs()) {
            if (plan.serving() == Side.TARGET) {
                repaired += new ReverseCopy(pair, settings, listener).run(epoch);
            }
            Filled filled = repair(pair, plan.serving(), stage, epoch);
            repaired += filled.repaired();
            reports.add(filled.report());
        }
        return new ReadmissionReport(plan, epoch, repaired, reports);
    }

    private record Filled(long repaired, VerificationReport report) {}

    /** What the target had not replicated while it led is lost with its lead; its flags would pass for writes under way. */
    private void forgetPending(EntityPair pair) {
        List<Image> page = pair.target().pending(Optional.empty(), settings.batch(), settings.batchBytes());
        while (!page.isEmpty()) {
            for (Image it : page) {
                boolean unused = pair.target().clearPending(it.key(), it.stamp());
            }
            RecordKey last = page.get(page.size() - 1).key();
            page = pair.target().pending(Optional.of(last), settings.batch(), settings.batchBytes());
        }
    }

    private void copy(EntityPair pair) {
        Backfill backfill = new Backfill(
                pair,
                EpochView.of(stores.legacyControl()),
                checkpoints,
                BackfillSettings.defaults(),
                listener,
                settings.tokens());
        backfill.forget();
        BackfillRun unused = backfill.run();
    }

    private Filled repair(EntityPair pair, Side serving, Stage stage, long epoch) {
        Repair repair = repair(pair, serving);
        long repaired = 0;
        for (int round = 0; ; round++) {
            send(pair, serving, epoch);
            var begun = evidence.begin(serving);
            VerificationReport report = new Verification(
                            pair,
                            VerificationSettings.defaults()
                                    .withFindings(FINDINGS)
                                    .withRecheck(QUICK)
                                    .withReadAhead(0),
                            listener,
                            new DivergenceLog(FINDINGS, settings.clock()),
                            pause)
                    .run(stage)
                    .requireAnswered();
            begun.ifPresent(it -> evidence.verified(it, report));
            long before = repaired;
            for (Finding it : report.findings()) {
                repaired += repair.repair(it.key()) instanceof RepairResult.Repaired ? 1 : 0;
            }
            if (report.findings().isEmpty() || repaired == before || round == ROUNDS) {
                return new Filled(repaired, report);
            }
        }
    }

    private Repair repair(EntityPair pair, Side serving) {
        EpochView epochs = EpochView.of(stores.control(serving));
        return serving == Side.LEGACY
                ? Repair.legacyLeads(pair, epochs, settings, QUICK, listener, pause)
                : Repair.targetLeads(pair, epochs, settings, QUICK, listener, pause);
    }

    /** What the leader knows to be pending, among it what was pending when the other store was lost. */
    private void send(EntityPair pair, Side serving, long epoch) {
        Reconcilers reconcilers = Reconcilers.of(
                stores, EpochView.of(stores.legacyControl()), EpochView.of(stores.targetControl()), settings, listener);
        Reconciler reconciler = reconcilers.of(serving).get(pair.type());
        if (reconciler != null) {
            ReconcileResult unused = reconciler.drain(epoch);
        }
    }
}
