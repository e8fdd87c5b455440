package org.stellaops.persistence.testkit.sim;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.stellaops.persistence.RecordKey;

/** What callers asked and were told, in the order of events. Not for concurrent use; in a simulation one thread moves at a time. */
public final class History {

    private final List<Operation> operations = new ArrayList<>();
    private long now;

    /** A call begins. Until it is answered, it may or may not have taken effect. */
    public int begin(String actor, RecordKey key, Operation.Kind kind, Optional<String> value) {
        operations.add(new Operation(
                actor,
                key,
                kind,
                value,
                now++,
                Long.MAX_VALUE,
                kind == Operation.Kind.FIND ? Operation.Effect.NONE : Operation.Effect.POSSIBLE));
        return operations.size() - 1;
    }

    /** A call is answered. */
    public void end(int call, Operation.Effect effect) {
        end(call, effect, operations.get(call).value());
    }

    /** A call is answered with what was seen. */
    public void end(int call, Operation.Effect effect, Optional<String> value) {
        Operation it = operations.get(call);
        operations.set(call, new Operation(it.actor(), it.key(), it.kind(), value, it.begun(), now++, effect));
    }

    /** What was seen when everything had come to rest. */
    public void seenAtRest(RecordKey key, Optional<String> value) {
        end(begin("at rest", key, Operation.Kind.FIND, value), Operation.Effect.CERTAIN, value);
    }

    /** The calls in the order in which they began; a call's number is its index. */
    public List<Operation> operations() {
        return List.copyOf(operations);
    }

    /** The time of the next event. */
    public long now() {
        return now;
    }

    /**
     * Checks that the calls on each key, one after another in some order that real time allows, give every answer that was
     * given.
     *
     * @throws AssertionError if no such order exists
     */
    public void check() {
        Map<RecordKey, List<Operation>> byKey = new LinkedHashMap<>();
        operations.forEach(
                it -> byKey.computeIfAbsent(it.key(), key -> new ArrayList<>()).add(it));
        byKey.forEach((key, calls) -> {
            if (!Linearization.exists(calls)) {
                StringBuilder told = new StringBuilder("no order of the calls on " + key + " explains their answers:");
                calls.forEach(it -> told.append("\n  ").append(it));
                throw new AssertionError(told.toString());
            }
        });
    }
}
