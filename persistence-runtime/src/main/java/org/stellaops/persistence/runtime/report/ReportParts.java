// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.stellaops.persistence.dualwrite.audit.AuditRecord;
import org.stellaops.persistence.dualwrite.backfill.BackfillRun;
import org.stellaops.persistence.dualwrite.backfill.RejectedRecord;
import org.stellaops.persistence.dualwrite.member.Member;
import org.stellaops.persistence.dualwrite.repair.PlannedRepair;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.runtime.ModuleInspection;
import org.stellaops.persistence.runtime.ModuleStatus;
import org.stellaops.persistence.spi.DeadLetters;
import org.stellaops.persistence.spi.DivergenceRow;
import org.stellaops.persistence.spi.LeftBehind;
import org.stellaops.persistence.spi.RejectedImage;
import org.stellaops.persistence.spi.RepairRecords;

/**
 * The parts of a report, each read when it is asked for.
 *
 * @param limit how many entries of each kind
 */
record ReportParts(ModuleInspection module, Redaction redaction, int limit) {

    void standing(ArrayNode lines) {
        ModuleStatus status = module.status();
        ObjectNode line = lines.addObject();
        line.put("configured", status.configured().configName());
        line.put("leader", status.leader().map(it -> it.configName()).orElse("unknown"));
        line.put("legacy", status.legacy().describe());
        line.put("target", status.target().describe());
        for (ModuleStatus.EntityStatus it : status.entities()) {
            ObjectNode entity = lines.addObject();
            entity.put("entity", it.entity()).put("pending", it.pending()).put("deadLetters", it.deadLetters());
            it.pendingSince().ifPresent(since -> entity.put("pendingSince", since.toString()));
            it.staleWrites().ifPresent(count -> entity.put("staleWrites", count));
        }
    }

    void members(ArrayNode lines) {
        for (Member it : module.members()) {
            ObjectNode line = lines.addObject();
            line.put("process", it.id()).put("version", it.version());
            line.put("stage", it.stage().configName()).put("present", it.isPresent());
        }
    }

    void backfills(ArrayNode lines) {
        for (EntityType<?> type : module.descriptor().entityTypes()) {
            Optional<BackfillRun> run = module.backfill(type);
            run.ifPresent(it -> {
                ObjectNode line = lines.addObject();
                line.put("entity", type.name()).put("finished", it.isFinished());
                line.put("began", it.began().toString());
                it.finished().ifPresent(at -> line.put("finishedAt", at.toString()));
                line.put("read", it.counts().read()).put("refused", it.counts().refused());
            });
        }
    }

    /** What was run or changed, as the audit trail has it. */
    void runs(ArrayNode lines) {
        for (AuditRecord it : module.auditTrail()) {
            ObjectNode line = lines.addObject();
            line.put("number", it.number()).put("at", it.at());
            line.put("kind", it.action().kind().name())
                    .put("subject", it.action().subject());
            line.put("by", it.action().by()).put("reason", it.action().reason());
            line.put("outcome", it.action().outcome());
            it.action().evidence().forEach(line.putArray("evidence")::add);
        }
    }

    void divergences(ArrayNode lines) {
        for (DivergenceRow it : module.divergences(limit)) {
            ObjectNode line = lines.addObject();
            line.put("entity", it.entity()).put("key", redaction.key(it.key()));
            line.put("kind", it.kind()).put("cause", it.cause()).put("stage", it.stage());
            line.put("firstSeen", it.firstSeen().toString())
                    .put("lastSeen", it.lastSeen().toString());
            line.put("seen", it.seen());
            line.set("detail", redaction.detail(it.detail()));
        }
    }

    void repairs(ArrayNode lines) {
        Set<String> plans = new LinkedHashSet<>();
        for (RepairRecords.StateCount it : module.repairPlans(limit)) {
            lines.addObject().put("plan", it.plan()).put("state", it.state()).put("count", it.count());
            plans.add(it.plan());
        }
        for (String plan : plans) {
            List<PlannedRepair> repairs = module.repairs(plan).repairs();
            repairs.stream().limit(limit).forEach(it -> repair(lines.addObject(), it));
        }
    }

    private void repair(ObjectNode line, PlannedRepair it) {
        line.put("plan", it.plan()).put("entity", it.entity()).put("key", redaction.key(it.key()));
        line.put("kind", it.kind()).put("cause", it.cause()).put("why", it.why());
        line.put("action", it.action().word());
        line.put("legacy", it.legacy().describe()).put("target", it.target().describe());
        line.put("state", it.state().word()).put("detail", it.detail());
        line.put("plannedAt", it.plannedAt().toString())
                .put("changedAt", it.changedAt().toString());
    }

    /** What the follower refuses, what backfills could not copy, and what was left behind. */
    void refused(ArrayNode lines) {
        for (EntityType<?> type : module.descriptor().entityTypes()) {
            for (RejectedImage it : module.deadLetters(type, DeadLetters.Which.ALL, Optional.empty(), limit)
                    .entries()) {
                ObjectNode line = refused(lines, type, it.isDead() ? "dead letter" : "rejected image");
                line.put("key", redaction.key(it.key()));
                line.put("reason", redaction.without(it.reason(), it.key()));
                line.put("tries", it.tries()).put("since", it.firstAt().toString());
            }
            for (RejectedRecord it :
                    module.backfill(type).map(BackfillRun::rejections).orElse(List.of())) {
                refused(lines, type, "not copied")
                        .put("key", redaction.text(it.id()))
                        .put(
                                "reason",
                                redaction == Redaction.NONE
                                        ? it.reason()
                                        : it.reason().replace(it.id(), ""));
            }
            for (LeftBehind it : module.leftBehind(type)) {
                refused(lines, type, "left behind")
                        .put("key", redaction.text(it.id()))
                        .put("problem", it.problem())
                        .put("reason", it.reason())
                        .put("decidedBy", it.decidedBy())
                        .put("decidedAt", it.decidedAt().toString());
            }
        }
    }

    private static ObjectNode refused(ArrayNode lines, EntityType<?> type, String what) {
        return lines.addObject().put("entity", type.name()).put("what", what);
    }
}
