// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.status.internal.collect;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.audit.AuditRecord;
import org.stellaops.persistence.dualwrite.coverage.CoverageReport;
import org.stellaops.persistence.dualwrite.divergence.DivergenceSummary;
import org.stellaops.persistence.dualwrite.gate.StepPreview;
import org.stellaops.persistence.dualwrite.member.Member;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.runtime.ModuleHealth;
import org.stellaops.persistence.runtime.ModuleInspection;
import org.stellaops.persistence.runtime.ModuleStatus;
import org.stellaops.persistence.runtime.ModuleStatus.EntityStatus;
import org.stellaops.persistence.runtime.ModuleStatus.SideStatus;
import org.stellaops.persistence.spi.ControlRecord;
import org.stellaops.persistence.spi.DeadLetters.Which;
import org.stellaops.persistence.spi.DivergenceRow;
import org.stellaops.persistence.spi.RejectedImage;

/**
 * A module that other processes serve, and that is only looked at.
 *
 * @param module stays open, and is closed by whoever opened it
 */
public record InspectedModuleProbe(ModuleInspection module) implements ModuleProbe {

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
        return Optional.empty();
    }

    @Override
    public Optional<DivergenceSummary> divergences() {
        return Optional.empty();
    }

    @Override
    public Standing standing() {
        ModuleStatus status = module.standing();
        Optional<SideStatus> leading = status.leader().map(status::of);
        List<Member> members = status.leader().isPresent() ? module.members() : List.of();
        return new Standing(
                status.leader().isPresent() ? module.recordedStage() : Optional.empty(),
                status.configured(),
                status.leader(),
                leading.flatMap(SideStatus::control).map(ControlRecord::epoch).orElse(0L),
                members.stream().flatMap(it -> it.wish().stream()).findFirst(),
                members.stream().flatMap(it -> it.reasons().stream()).distinct().toList(),
                Stream.of(status.legacy(), status.target())
                        .flatMap(it -> it.problem().stream())
                        .toList());
    }

    @Override
    public List<Member> members() {
        return module.members();
    }

    @Override
    public List<EntityStatus> backlog() {
        return module.status().entities();
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
        return module.coverage(Instant.EPOCH);
    }

    @Override
    public List<DivergenceRow> kept(int most) {
        return module.divergences(most);
    }

    @Override
    public List<RejectedImage> deadLetters(int most) {
        return module.descriptor().entityTypes().stream()
                .flatMap(type -> module.deadLetters(type, Which.DEAD, Optional.empty(), most).entries().stream())
                .toList();
    }

    @Override
    public List<AuditRecord> auditTrail() {
        return module.auditTrail();
    }
}
