// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.spring;

import java.util.LinkedHashMap;
import java.util.Map;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.runtime.cutover.CutoverPlan;
import org.stellaops.persistence.runtime.cutover.CutoverResult;
import org.stellaops.persistence.runtime.cutover.PausePrediction;

/** What the endpoint says of a cutover. */
final class CutoverView {

    private CutoverView() {}

    static Map<String, Object> of(CutoverPlan plan) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("from", plan.from().configName());
        view.put("to", plan.to().configName());
        view.put("steps", plan.steps().stream().map(Stage::configName).toList());
        plan.next().ifPresent(it -> view.putAll(ModuleView.preview(it)));
        view.put("allowed", plan.isAllowed());
        plan.pause().ifPresent(it -> view.put("predictedPause", of(it)));
        return view;
    }

    static Map<String, Object> of(CutoverResult result) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("moved", result.isReached());
        view.put("from", result.plan().from().configName());
        view.put("to", result.plan().to().configName());
        view.put("stage", result.reached().configName());
        view.put("pauseMillis", result.pause().toMillis());
        view.put("reasons", result.reasons());
        return view;
    }

    private static Map<String, Object> of(PausePrediction pause) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("likelyMillis", pause.likely().toMillis());
        view.put("atMostMillis", pause.atMost().toMillis());
        view.put("confidence", pause.confidence().name());
        view.put("pending", pause.backlog());
        return view;
    }
}
