// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent.Action;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent.ReadKind;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent.Result;

/** The meters of one entity type, each asked of the registry once. Safe for concurrent use. */
// Places in arrays that nobody stores.
@SuppressWarnings("EnumOrdinal")
final class EntityMeters {

    private static final int STAGES = Stage.values().length;
    private static final int ACTIONS = Action.values().length;
    private static final int RESULTS = Result.values().length;
    private static final int KINDS = ReadKind.values().length;

    private final MeterRegistry registry;
    private final Tags tags;
    private final AtomicReferenceArray<Timer> writes = new AtomicReferenceArray<>(STAGES * ACTIONS * RESULTS);
    private final AtomicReferenceArray<Timer> reads = new AtomicReferenceArray<>(STAGES * KINDS * 2);
    private final Map<String, Map<String, Counter>> counters = new ConcurrentHashMap<>();

    EntityMeters(MeterRegistry registry, String module, String entity) {
        this.registry = registry;
        this.tags = Tags.of("module", module, "entity", entity);
    }

    Timer writes(Stage stage, Action action, Result result) {
        int place = (stage.ordinal() * ACTIONS + action.ordinal()) * RESULTS + result.ordinal();
        Timer known = writes.get(place);
        if (known != null) {
            return known;
        }
        Timer made = registry.timer(
                "persistence.writes",
                tags.and("stage", stage.configName(), "action", word(action), "result", word(result)));
        writes.set(place, made);
        return made;
    }

    Timer reads(Stage stage, ReadKind kind, boolean answered) {
        int place = (stage.ordinal() * KINDS + kind.ordinal()) * 2 + (answered ? 1 : 0);
        Timer known = reads.get(place);
        if (known != null) {
            return known;
        }
        Timer made = registry.timer(
                "persistence.reads",
                tags.and("stage", stage.configName(), "kind", word(kind), "result", answered ? "answered" : "failed"));
        reads.set(place, made);
        return made;
    }

    /** The counter of this name with one more tag. */
    Counter counter(String name, String key, String value) {
        Map<String, Counter> byValue = counters.get(name);
        if (byValue == null) {
            byValue = counters.computeIfAbsent(name, it -> new ConcurrentHashMap<>());
        }
        Counter known = byValue.get(value);
        return known != null
                ? known
                : byValue.computeIfAbsent(value, it -> registry.counter(name, tags.and(key, value)));
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
