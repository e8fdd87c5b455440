// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.status.internal.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.status.action.StageOrder;
import org.stellaops.persistence.status.internal.json.GateJson;

/** What is answered to an order whose token was right. */
public final class ActionAnswers {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final ActionDesk desk;

    public ActionAnswers(ActionDesk desk) {
        this.desk = desk;
    }

    /**
     * One answer.
     *
     * @param status of HTTP
     * @param body JSON
     */
    public record Answer(int status, String body) {

        static Answer problem(int status, String text) {
            return new Answer(
                    status,
                    JsonNodeFactory.instance.objectNode().put("problem", text).toString());
        }
    }

    /** Answers; {@code action} is {@code plan} or {@code cutover}. Waits for the stores if it is {@code plan}. */
    public Answer answer(String action, String body) {
        try {
            JsonNode asked = MAPPER.readTree(body);
            if (!asked.isObject()) {
                return Answer.problem(400, "the body must be a JSON object");
            }
            return action.equals("plan") ? plan(asked) : cutover(asked);
        } catch (JsonProcessingException e) {
            return Answer.problem(400, "the body is not JSON");
        } catch (IllegalArgumentException e) {
            return Answer.problem(400, String.valueOf(e.getMessage()));
        } catch (StoreException | IllegalStateException e) {
            return Answer.problem(503, String.valueOf(e.getMessage()));
        }
    }

    private Answer plan(JsonNode asked) {
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        GateJson.plan(answer, desk.plan(text(asked, "module"), stage(asked)));
        return new Answer(200, answer.toString());
    }

    private Answer cutover(JsonNode asked) {
        StageOrder order = new StageOrder(
                text(asked, "module"),
                stage(asked),
                text(asked, "by"),
                text(asked, "reason"),
                asked.path("overrideGates").asBoolean(false));
        Optional<ActionRun> begun = desk.begin(order);
        if (begun.isEmpty()) {
            return Answer.problem(409, "another order is being carried out; wait until it has ended");
        }
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        begun.get().write(answer);
        return new Answer(202, answer.toString());
    }

    private static String text(JsonNode asked, String name) {
        JsonNode value = asked.path(name);
        if (!value.isTextual()) {
            throw new IllegalArgumentException(name + " is missing; name it as a text");
        }
        return value.asText();
    }

    private static Stage stage(JsonNode asked) {
        String name = text(asked, "to");
        return Stage.ofConfigName(name)
                .orElseThrow(() -> new IllegalArgumentException("to names no stage; name one such as target-led"));
    }
}
