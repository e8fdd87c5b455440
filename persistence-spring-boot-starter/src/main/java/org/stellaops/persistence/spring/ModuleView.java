// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.spring;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.gate.GateAnswer;
import org.stellaops.persistence.dualwrite.gate.StepPreview;
import org.stellaops.persistence.dualwrite.member.Member;
import org.stellaops.persistence.dualwrite.stage.StageStatus;
import org.stellaops.persistence.dualwrite.supervision.TaskHealth;
import org.stellaops.persistence.runtime.ModuleHealth;
import org.stellaops.persistence.runtime.NotOpen;
import org.stellaops.persistence.runtime.PersistenceModule;

/** What the endpoint and health say of a module, in maps and texts, which every version of Jackson writes alike. */
final class ModuleView {

    private ModuleView() {}

    /** As this process knows without asking a database. */
    static Map<String, Object> health(ModuleHealth health) {
        Map<String, Object> view = new LinkedHashMap<>();
        health.notOpen().ifPresentOrElse(it -> view.putAll(notOpen(health, it)), () -> {
            view.put("stage", health.stage().configName());
            view.put("leader", health.stage().leader().configName());
        });
        view.put("leaderAnswers", health.leaderAnswers());
        view.put("bothStoresAnswer", health.bothStoresAnswer());
        Map<String, String> failing = new LinkedHashMap<>();
        health.tasks().stream()
                .filter(it -> !it.isWell())
                .forEach(it -> failing.put(it.task(), it.lastFailure().orElse("does not run")));
        if (!failing.isEmpty()) {
            view.put("failing", failing);
        }
        return view;
    }

    /** Who leads is not known. */
    private static Map<String, Object> notOpen(ModuleHealth health, NotOpen why) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("open", false);
        view.put("configured", health.stage().configName());
        view.put("state", why.state().name().toLowerCase(Locale.ROOT));
        view.put("reason", why.reason());
        return view;
    }

    /** As the store that leads says, which it is asked for. */
    static Map<String, Object> status(PersistenceModule module) {
        ModuleHealth health = module.health();
        Map<String, Object> view = new LinkedHashMap<>();
        if (!health.isOpen()) {
            view.putAll(health(health));
            view.put("tasks", health.tasks().stream().map(ModuleView::task).toList());
            return view;
        }
        try {
            StageStatus status = module.stageStatus();
            view.put("stage", status.recorded().orElse(status.served()).configName());
            view.put("served", status.served().configName());
            view.put("configured", status.configured().configName());
            view.put("leader", status.leader().configName());
            view.put("epoch", status.epoch());
            status.wish().ifPresent(it -> view.put("wish", it.configName()));
            view.put("reasons", status.reasons());
            status.problem().ifPresent(it -> view.put("problem", it.text()));
            view.put("members", status.members().stream().map(Member::describe).toList());
            view.put("pending", module.dualWrite().pendingDepth());
        } catch (StoreException e) {
            view.put("stage", health.stage().configName());
            view.put("problem", "the store that leads cannot be asked: " + e.getMessage());
        }
        view.put("divergences", module.divergences().open().size());
        view.put("tasks", health.tasks().stream().map(ModuleView::task).toList());
        return view;
    }

    private static Map<String, Object> task(TaskHealth task) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("task", task.task());
        view.put("well", task.isWell());
        task.lastSuccess().ifPresent(it -> view.put("lastSuccess", it.toString()));
        task.lastFailure().ifPresent(it -> view.put("lastFailure", it));
        return view;
    }

    /** The steps from where a module stands to its neighbours, each with its gates. */
    static Map<String, Object> steps(PersistenceModule module) {
        Map<String, Object> view = new LinkedHashMap<>();
        if (!module.isOpen()) {
            return view;
        }
        for (Stage next : Stage.values()) {
            if (module.stage().canMoveTo(next)) {
                view.put(next.configName(), preview(module, next));
            }
        }
        return view;
    }

    private static Map<String, Object> preview(PersistenceModule module, Stage next) {
        try {
            return preview(module.preview(next));
        } catch (StoreException e) {
            return Map.of("allowed", false, "objections", List.of("a store cannot be asked: " + e.getMessage()));
        }
    }

    static Map<String, Object> preview(StepPreview preview) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("allowed", preview.isAllowed());
        view.put("objections", preview.objections());
        view.put("gates", preview.gates().stream().map(ModuleView::gate).toList());
        return view;
    }

    private static Map<String, Object> gate(GateAnswer answer) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("gate", answer.gate());
        view.put("passed", answer.passed());
        view.put("evidence", answer.evidence());
        if (!answer.remedy().isEmpty()) {
            view.put("remedy", answer.remedy());
        }
        return view;
    }
}
