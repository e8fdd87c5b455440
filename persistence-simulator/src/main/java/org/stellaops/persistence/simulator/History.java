// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.simulator;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.stellaops.persistence.RecordKey;

/**
 * The calls and answers of callers, in the order of events.
 *
 * <p>A call is recorded before it is sent, and its answer when it has arrived; so a caller that dies leaves a call
 * with a possible effect. <b>Threads.</b> Safe for concurrent use; check only after all callers have ended.
 */
public final class History {

    private static final String AT_REST = "at rest";

    private final List<Operation> operations = new ArrayList<>();
    private final List<LeaderChange> changes = new ArrayList<>();
    private long now;

    /** Between these moments a process may serve from the former leader. */
    private record LeaderChange(long begun, long settled) {

        boolean unsettles(Operation call) {
            return call.overlaps(begun, settled);
        }
    }

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
                Long.MAX_VALUE,
                kind == Operation.Kind.FIND ? Operation.Effect.NONE : Operation.Effect.POSSIBLE));
        return operations.size() - 1;
    }

    /** A call is answered. */
    public synchronized void end(int call, Operation.Effect effect) {
        end(call, effect, operations.get(call).value());
    }

    /** A call is answered with the value read. */
    public synchronized void end(int call, Operation.Effect effect, Optional<String> value) {
        operations.set(call, operations.get(call).answered(value, now++, effect));
    }

    /** A change of leader begins: from here on processes may differ in who they take for the leader. */
    public synchronized int beginLeaderChange() {
        changes.add(new LeaderChange(now++, Long.MAX_VALUE));
        return changes.size() - 1;
    }

    /**
     * The lead has moved: the fence refuses every statement of the former epoch, and its intents are finished. So a call that was
     * answered before the change began, and of which nobody knows what became, takes no effect from here on (protocol, 11.3).
     */
    public synchronized void endEpoch(int change) {
        long moment = now++;
        operations.replaceAll(it -> it.effect() == Operation.Effect.POSSIBLE
                        && it.ended() < changes.get(change).begun()
                        && it.expires() == Long.MAX_VALUE
                ? it.expiringAt(moment)
                : it);
    }

    /** Every process has followed the change of leader. */
    public synchronized void settle(int change) {
        changes.set(change, new LeaderChange(changes.get(change).begun(), now++));
    }

    /** The final state. */
    public synchronized void seenAtRest(RecordKey key, Optional<String> value) {
        end(begin(AT_REST, key, Operation.Kind.FIND, value), Operation.Effect.CERTAIN, value);
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
     * The keys whose calls, one after another in any order that real time allows, do not explain the answers, each
     * with its calls as numbered events and the first unexplained answer.
     */
    public Map<RecordKey, String> unexplained() {
        Map<RecordKey, String> reported = new LinkedHashMap<>();
        byKey().forEach((key, calls) ->
                firstUnexplained(calls).ifPresent(it -> reported.put(key, describe(key, calls, it))));
        return reported;
    }

    private Optional<Operation> firstUnexplained(List<Operation> calls) {
        return calls.stream()
                .filter(it -> it.effect() == Operation.Effect.OUT_OF_DATE && !isUnsettled(it))
                .findFirst()
                .or(() -> Linearization.firstUnexplained(
                        calls.stream().map(this::judgedFrom).toList()));
    }

    private synchronized boolean isUnsettled(Operation call) {
        return changes.stream().anyMatch(it -> it.unsettles(call));
    }

    /** What is told while processes differ may be what was so at any moment since the lead began to move, and no older. */
    private synchronized Operation judgedFrom(Operation call) {
        return call.observes() && !call.actor().equals(AT_REST)
                ? changes.stream()
                        .filter(it -> it.unsettles(call))
                        .reduce(call, (widened, change) -> widened.begunBy(change.begun()), (a, b) -> b)
                : call;
    }

    private static String describe(RecordKey key, List<Operation> calls, Operation first) {
        StringBuilder reported = new StringBuilder("no order of the calls on " + key + " explains their answers:");
        calls.forEach(it ->
                reported.append("\n  ").append(it.describe()).append(isSameCall(it, first) ? "  <-- unexplained" : ""));
        return reported.toString();
    }

    private static boolean isSameCall(Operation it, Operation judged) {
        return it.begunBy(judged.begun()).equals(judged);
    }

    /**
     * Checks that the calls on each key, one after another in some order that real time allows, give every answer that
     * was
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
