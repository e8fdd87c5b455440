package org.stellaops.persistence.simulator;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.stellaops.persistence.RecordKey;

/**
 * What callers asked and were told, in the order of events.
 *
 * <p>A call is noted before it is sent, and its answer when it has arrived; so a caller that dies leaves a call whose effect
 * is possible. <b>Threads.</b> Safe for concurrent use; checking is for when all callers have ended.
 */
public final class History {

    private final List<Operation> operations = new ArrayList<>();
    private long now;

    /** A call begins. Until it is answered, it may or may not have taken effect. */
    public int begin(String actor, RecordKey key, Operation.Kind kind, Optional<String> value) {
        return begin(actor, key, kind, Optional.empty(), value);
    }

    /** A put begins that requires the value that was read. */
    public int beginIf(String actor, RecordKey key, String expected, String value) {
        return begin(actor, key, Operation.Kind.PUT_IF_VALUE, Optional.of(expected), Optional.of(value));
    }

    private synchronized int begin(
            String actor, RecordKey key, Operation.Kind kind, Optional<String> expected, Optional<String> value) {
        operations.add(new Operation(
                actor,
                key,
                kind,
                expected,
                value,
                now++,
                Long.MAX_VALUE,
                kind == Operation.Kind.FIND ? Operation.Effect.NONE : Operation.Effect.POSSIBLE));
        return operations.size() - 1;
    }

    /** A call is answered. */
    public synchronized void end(int call, Operation.Effect effect) {
        end(call, effect, operations.get(call).value());
    }

    /** A call is answered with what was seen. */
    public synchronized void end(int call, Operation.Effect effect, Optional<String> value) {
        Operation it = operations.get(call);
        operations.set(
                call, new Operation(it.actor(), it.key(), it.kind(), it.expected(), value, it.begun(), now++, effect));
    }

    /** A call that changes what is there is answered with: there was nothing. So it took no effect and is a find. */
    public synchronized void endAbsent(int call) {
        Operation it = operations.get(call);
        operations.set(
                call,
                new Operation(
                        it.actor(),
                        it.key(),
                        Operation.Kind.FIND,
                        Optional.empty(),
                        Optional.empty(),
                        it.begun(),
                        now++,
                        Operation.Effect.CERTAIN));
    }

    /** What was seen when everything had come to rest. */
    public synchronized void seenAtRest(RecordKey key, Optional<String> value) {
        end(begin("at rest", key, Operation.Kind.FIND, value), Operation.Effect.CERTAIN, value);
    }

    /** The calls in the order in which they began; a call's number is its index. */
    public synchronized List<Operation> operations() {
        return List.copyOf(operations);
    }

    /** The time of the next event. */
    public synchronized long now() {
        return now;
    }

    /** The calls on each key, in the order in which they began. */
    public synchronized Map<RecordKey, List<Operation>> byKey() {
        Map<RecordKey, List<Operation>> byKey = new LinkedHashMap<>();
        operations.forEach(
                it -> byKey.computeIfAbsent(it.key(), key -> new ArrayList<>()).add(it));
        return byKey;
    }

    /**
     * The keys whose calls, one after another in any order that real time allows, cannot have given the answers that were
     * given, each with its calls told as numbered events and the first answer that nothing explains.
     */
    public Map<RecordKey, String> unexplained() {
        Map<RecordKey, String> reported = new LinkedHashMap<>();
        byKey().forEach((key, calls) ->
                Linearization.firstUnexplained(calls).ifPresent(it -> reported.put(key, describe(key, calls, it))));
        return reported;
    }

    private static String describe(RecordKey key, List<Operation> calls, Operation first) {
        StringBuilder reported = new StringBuilder("no order of the calls on " + key + " explains their answers:");
        calls.forEach(it ->
                reported.append("\n  ").append(it.describe()).append(it.equals(first) ? "  <-- unexplained" : ""));
        return reported.toString();
    }

    /**
     * Checks that the calls on each key, one after another in some order that real time allows, give every answer that was
     * given.
     *
     * @throws AssertionError if no such order exists
     */
    public void check() {
        Map<RecordKey, String> unexplained = unexplained();
        if (!unexplained.isEmpty()) {
            throw new AssertionError(String.join("\n", unexplained.values()));
        }
    }
}
