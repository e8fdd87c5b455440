// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.status.internal.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.supervision.TaskHealth;
import org.stellaops.persistence.status.internal.collect.ModuleFacts;

/** Everything that the page shows but the charts, as one object. */
public final class SnapshotJson {

    /** Raised when a field changes its meaning. */
    private static final int VERSION = 1;

    private SnapshotJson() {}

    /**
     * What is the same for every snapshot.
     *
     * @param service its name, for the title
     * @param lookedAt whether the modules run in other processes, and are only looked at
     */
    public record Frame(String service, boolean lookedAt) {}

    /**
     * The snapshot without the time at which it was taken, so that equal ones are equal.
     *
     * @param actions whether something may be ordered, with a token
     */
    public static ObjectNode of(Frame frame, boolean actions, List<ModuleFacts> modules, List<TaskHealth> tasks) {
        ObjectNode page = JsonNodeFactory.instance.objectNode();
        page.put("version", VERSION);
        page.put("service", frame.service());
        page.put("actions", actions);
        page.put("lookedAt", frame.lookedAt());
        ArrayNode stages = page.putArray("stages");
        Arrays.stream(Stage.values())
                .forEach(it -> stages.addObject()
                        .put("name", it.configName())
                        .put("leader", it.leader().configName()));
        ArrayNode listed = page.putArray("modules");
        modules.forEach(it -> ModuleJson.write(listed.addObject(), it));
        tasks(page.putArray("tasks"), tasks);
        return page;
    }

    /** With the time. */
    public static String text(ObjectNode snapshot, Instant now) {
        return snapshot.deepCopy().put("now", now.toString()).toString();
    }

    static void tasks(ArrayNode listed, List<TaskHealth> tasks) {
        tasks.forEach(it -> {
            ObjectNode task = listed.addObject();
            task.put("task", it.task());
            task.put("alive", it.alive());
            task.put("well", it.isWell());
            // Rounded, so that a snapshot does not change with each pass of a loop.
            it.lastSuccess().ifPresent(at -> task.put("lastSuccess", minute(at)));
            task.put("failuresInARow", it.failuresInARow());
            task.put("failures", it.failures());
            it.lastFailure().ifPresent(reason -> task.put("lastFailure", reason));
        });
    }

    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String minute(Instant at) {
        return Instant.ofEpochSecond(at.getEpochSecond() / 10 * 10).toString();
    }
}
