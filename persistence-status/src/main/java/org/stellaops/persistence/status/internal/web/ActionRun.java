// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.status.internal.web;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.stellaops.persistence.runtime.cutover.CutoverResult;
import org.stellaops.persistence.status.action.StageOrder;
import org.stellaops.persistence.status.internal.json.GateJson;

/**
 * An order and what became of it so far.
 *
 * @param number from 1 on in this process
 * @param order who ordered what
 * @param began when
 * @param reached the stages that were reached so far
 * @param result empty while it runs, and if it failed
 * @param failure why it could not be carried out
 */
record ActionRun(
        long number,
        StageOrder order,
        Instant began,
        List<String> reached,
        Optional<CutoverResult> result,
        Optional<String> failure) {

    boolean isRunning() {
        return result.isEmpty() && failure.isEmpty();
    }

    private String state() {
        if (isRunning()) {
            return "running";
        }
        return failure.isPresent()
                ? "failed"
                : result.filter(CutoverResult::isReached).isPresent() ? "done" : "refused";
    }

    void write(ObjectNode action) {
        action.put("number", number);
        action.put("module", order.module());
        action.put("to", order.to().configName());
        action.put("by", order.by());
        action.put("reason", order.reason());
        action.put("overridesGates", order.overridesGates());
        action.put("began", began.toString());
        action.put("state", state());
        reached.forEach(it -> action.withArray("reached").add(it));
        failure.ifPresent(it -> action.put("failure", it));
        result.ifPresent(it -> GateJson.result(action.putObject("result"), it));
    }
}
