// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.maintenance;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.stellaops.persistence.cutover.Reach;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.backfill.Backfill;
import org.stellaops.persistence.dualwrite.backfill.BackfillRun;
import org.stellaops.persistence.dualwrite.gate.GateEvidence.VerificationEvidence;
import org.stellaops.persistence.dualwrite.internal.control.ModuleStores;
import org.stellaops.persistence.dualwrite.internal.control.StageView;
import org.stellaops.persistence.dualwrite.internal.gate.EvidenceLog;
import org.stellaops.persistence.dualwrite.internal.member.WorkLeases;
import org.stellaops.persistence.dualwrite.settings.EntityPair;
import org.stellaops.persistence.dualwrite.supervision.SupervisedLoop;
import org.stellaops.persistence.dualwrite.supervision.Supervisor;
import org.stellaops.persistence.dualwrite.verify.VerificationSchedule;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.spi.Checkpoints;

/**
 * Verifies entity types again whose last verification, by whatever process, is older than the schedule allows; of several processes
 * one does. While the legacy store leads, a type whose backfill has not finished is left alone: its records would only be found to be
 * missing.
 */
public final class ScheduledVerification implements AutoCloseable {

    private static final String TASK = "verification";
    private static final int LOOKS_WITHIN_AN_INTERVAL = 10;
    private static final Duration LONGEST_LOOK = Duration.ofMinutes(1);

    private final ModuleStores stores;
    private final StageView stages;
    private final EvidenceLog evidence;
    private final Checkpoints checkpoints;
    private final Duration every;
    private final WorkLeases leases;
    private final Consumer<EntityType<?>> verifying;
    private final SupervisedLoop loop;

    /**
     * Begins with {@link #start}.
     *
     * @param evidence when which type was verified last
     * @param checkpoints where backfills keep how far they are
     * @param leases who verifies which type
     * @param verifying verifies a type, and keeps the outcome as evidence
     */
    public ScheduledVerification(
            ModuleStores stores,
            StageView stages,
            EvidenceLog evidence,
            Checkpoints checkpoints,
            VerificationSchedule schedule,
            WorkLeases leases,
            Consumer<EntityType<?>> verifying,
            Supervisor supervisor,
            RandomGenerator random) {
        this.stores = stores;
        this.stages = stages;
        this.evidence = evidence;
        this.checkpoints = checkpoints;
        this.every = schedule.every();
        this.leases = leases;
        this.verifying = verifying;
        String thread = "persistence-" + stores.module() + "-" + TASK;
        this.loop = supervisor.loop(TASK, thread, look(every), this::verifyWhatIsDue, random);
    }

    private static Duration look(Duration every) {
        Duration part = every.dividedBy(LOOKS_WITHIN_AN_INTERVAL);
        return part.compareTo(LONGEST_LOOK) < 0 ? part : LONGEST_LOOK;
    }

    public void start() {
        loop.start();
    }

    /** Never asks to be called again at once. */
    private boolean verifyWhatIsDue() {
        for (EntityPair pair : stores.pairs()) {
            Stage stage = stages.current();
            if (stage.writes() == Reach.BOTH && isDue(pair.type(), stage.leader())) {
                verify(pair.type(), stage.leader());
            }
        }
        return false;
    }

    @SuppressWarnings("try") // The lease is only to be closed.
    private void verify(EntityType<?> type, Side leader) {
        Optional<WorkLeases.Lease> lease = leases.take(type.name());
        if (lease.isPresent()) {
            try (WorkLeases.Lease held = lease.get()) {
                // Another process may have verified it while this one waited for its turn.
                if (isDue(type, leader)) {
                    verifying.accept(type);
                }
            }
        }
    }

    private boolean isDue(EntityType<?> type, Side leader) {
        boolean copied = leader == Side.TARGET
                || Backfill.lastRun(checkpoints, type)
                        .filter(BackfillRun::isFinished)
                        .isPresent();
        return copied
                && evidence.verification(leader, type.name())
                        .map(VerificationEvidence::age)
                        .filter(it -> it.compareTo(every) < 0)
                        .isEmpty();
    }

    @Override
    public void close() {
        loop.close();
    }
}
