// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.status.scene;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.audit.AuditRecord;
import org.stellaops.persistence.dualwrite.coverage.CoverageReport;
import org.stellaops.persistence.dualwrite.divergence.DivergenceSummary;
import org.stellaops.persistence.dualwrite.gate.GateAnswer;
import org.stellaops.persistence.dualwrite.gate.StepPreview;
import org.stellaops.persistence.dualwrite.member.Member;
import org.stellaops.persistence.runtime.ModuleHealth;
import org.stellaops.persistence.runtime.ModuleStatus.EntityStatus;
import org.stellaops.persistence.spi.DivergenceRow;
import org.stellaops.persistence.spi.RejectedImage;
import org.stellaops.persistence.status.internal.collect.ModuleProbe;
import org.stellaops.persistence.status.internal.collect.Standing;

/** A module whose stores answer, hang or fail as a test says. */
public final class SlowModule implements ModuleProbe {

    private final AtomicBoolean fails = new AtomicBoolean();
    private volatile CountDownLatch hangs = new CountDownLatch(0);
    private final CountDownLatch hung = new CountDownLatch(1);

    /** From now on questions are not answered, until {@link #goOn}. */
    public void hang() {
        hangs = new CountDownLatch(1);
    }

    /** Waits until a question hangs. */
    public void awaitHanging() throws InterruptedException {
        hung.await();
    }

    public void goOn() {
        hangs.countDown();
    }

    /** From now on questions fail. */
    public void fail() {
        fails.set(true);
    }

    private <T> T answer(T answer) {
        CountDownLatch now = hangs;
        if (now.getCount() > 0) {
            hung.countDown();
        }
        try {
            now.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (fails.get()) {
            throw new StoreException(Fault.Kind.UNAVAILABLE, "the store was asked and does not answer", null);
        }
        return answer;
    }

    @Override
    public String name() {
        return "slow";
    }

    @Override
    public List<String> entities() {
        return List.of("things");
    }

    @Override
    public Optional<ModuleHealth> health() {
        return Optional.empty();
    }

    @Override
    public Optional<DivergenceSummary> divergences() {
        return Optional.empty();
    }

    @Override
    public Standing standing() {
        return answer(new Standing(
                Optional.of(Stage.SHADOW_READ),
                Stage.SHADOW_READ,
                Optional.of(Side.LEGACY),
                3,
                Optional.empty(),
                List.of(),
                List.of()));
    }

    @Override
    public List<Member> members() {
        return answer(List.of());
    }

    @Override
    public List<EntityStatus> backlog() {
        return answer(List.of(new EntityStatus("things", 7, Optional.empty(), 0, Optional.empty())));
    }

    @Override
    public Duration roundTrip(Side side) {
        return answer(Duration.ofMillis(1));
    }

    @Override
    public StepPreview preview(Stage next) {
        return answer(new StepPreview(
                Stage.SHADOW_READ,
                next,
                List.of(),
                List.of(GateAnswer.refused("pending", "7 keys are pending", "wait"))));
    }

    @Override
    public CoverageReport coverage() {
        return answer(new CoverageReport(List.of(), 0));
    }

    @Override
    public List<DivergenceRow> kept(int most) {
        return answer(List.of());
    }

    @Override
    public List<RejectedImage> deadLetters(int most) {
        return answer(List.of());
    }

    @Override
    public List<AuditRecord> auditTrail() {
        return answer(List.of());
    }
}
