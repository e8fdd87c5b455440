// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.status.internal.collect;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.admission.StoreProblem;
import org.stellaops.persistence.dualwrite.audit.AuditRecord;
import org.stellaops.persistence.dualwrite.coverage.CoverageReport;
import org.stellaops.persistence.dualwrite.divergence.DivergenceSummary;
import org.stellaops.persistence.dualwrite.gate.StepPreview;
import org.stellaops.persistence.dualwrite.member.Member;
import org.stellaops.persistence.dualwrite.stage.StageStatus;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.runtime.ModuleHealth;
import org.stellaops.persistence.runtime.ModuleStatus.EntityStatus;
import org.stellaops.persistence.runtime.PersistenceModule;
import org.stellaops.persistence.spi.DivergenceRow;
import org.stellaops.persistence.spi.RejectedImage;

/**
 * A module that this process serves.
 *
 * @param module stays open, and is closed by whoever opened it
 */
public record OpenModuleProbe(PersistenceModule module) implements ModuleProbe {

    @Override
    public String name() {
        return module.name();
    }

    @Override
    public List<String> entities() {
        return module.descriptor().entityTypes().stream().map(EntityType::name).toList();
    }

    @Override
    public Optional<ModuleHealth> health() {
        return Optional.of(module.health());
    }

    @Override
    public Optional<DivergenceSummary> divergences() {
        return Optional.of(module.divergences());
    }

    @Override
    public Standing standing() {
        StageStatus status = module.stageStatus();
        return new Standing(
                status.recorded(),
                status.configured(),
                Optional.of(status.leader()),
                status.epoch(),
                status.wish(),
                status.reasons(),
                status.problem().map(StoreProblem::text).stream().toList());
    }

    @Override
    public List<Member> members() {
        return module.stageStatus().members();
    }

    @Override
    public List<EntityStatus> backlog() {
        return module.backlog();
    }

    @Override
    public Duration roundTrip(Side side) {
        return module.roundTrip(side);
    }

    @Override
    public StepPreview preview(Stage next) {
        return module.preview(next);
    }

    @Override
    public CoverageReport coverage() {
        return module.coverage();
    }

    @Override
    public List<DivergenceRow> kept(int most) {
        return List.of();
    }

    @Override
    public List<RejectedImage> deadLetters(int most) {
        return module.descriptor().entityTypes().stream()
                .flatMap(type -> module.deadLetters(type, Optional.empty(), most).entries().stream())
                .toList();
    }

    @Override
    public List<AuditRecord> auditTrail() {
        return module.auditTrail();
    }
}
