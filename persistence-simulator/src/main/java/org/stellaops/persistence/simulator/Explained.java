// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.simulator;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.stellaops.persistence.RecordKey;

/**
 * The history of calls and answers up to some moment, reduced to what is still relevant: the calls that may yet take
 * effect, and for each key all states possible if each call took effect at one moment between its start and its answer
 * (linearizability, checked incrementally as in Lowe's just-in-time linearization, 2017). Immutable.
 */
final class Explained {

    /** Calls that one actor may make. */
    private static final int MOST_CALLS = 1_000;

    /** Marker of a call that took effect without reading; no value of a simulation has this name. */
    private static final Optional<String> TOOK_EFFECT = Optional.of("<took effect>");

    /** Of a call that took no effect, because its precondition did not hold. */
    private static final Optional<String> REFUSED = Optional.of("<refused>");

    /** Calls that have begun, and may take effect or have not been answered. */
    private final Map<Integer, Operation> open;

    private final Map<RecordKey, Set<Possibility>> keys;

    /**
     * A possible state of a key.
     *
     * @param value its value
     * @param taken the open calls that have taken effect by then, or what they saw instead
     */
    private record Possibility(Optional<String> value, Map<Integer, Optional<String>> taken) {

        static final Possibility FIRST = new Possibility(Optional.empty(), Map.of());

        Possibility and(int call, Optional<String> next, Optional<String> saw) {
            Map<Integer, Optional<String>> more = new TreeMap<>(taken);
            more.put(call, saw);
            return new Possibility(next, more);
        }

        Possibility without(int call) {
            Map<Integer, Optional<String>> fewer = new TreeMap<>(taken);
            fewer.remove(call);
            return new Possibility(value, fewer);
        }
    }

    /** A call of an actor begins or ends. */
    record Event(int actor, int call, boolean begins, Operation operation) {

        int id() {
            return (actor + 1) * MOST_CALLS + call;
        }

        private long at() {
            return begins ? operation.begun() : operation.ended();
        }
    }

    private Explained(Map<Integer, Operation> open, Map<RecordKey, Set<Possibility>> keys) {
        this.open = open;
        this.keys = keys;
    }

    /** The state before any actor moved. */
    static Explained before(History history) {
        return new Explained(new TreeMap<>(), new TreeMap<>()).and(eventsSince(history, -1, 0));
    }

    /** Adds the events of an actor's own history since then, in order. */
    static List<Event> eventsSince(History history, int actor, long since) {
        List<Event> events = new ArrayList<>();
        List<Operation> operations = history.operations();
        for (int call = 0; call < operations.size(); call++) {
            Operation it = operations.get(call);
            if (it.begun() >= since) {
                events.add(new Event(actor, call, true, it));
            }
            if (it.ended() != Long.MAX_VALUE && it.ended() >= since) {
                events.add(new Event(actor, call, false, it));
            }
        }
        events.sort(Comparator.comparingLong(Event::at));
        return events;
    }

    /**
     * The state after these events.
     *
     * @throws AssertionError if an answer cannot be explained
     */
    Explained and(List<Event> events) {
        Explained next = new Explained(new TreeMap<>(open), new TreeMap<>(keys));
        for (Event event : events) {
            if (event.begins()) {
                next.begin(event);
            } else {
                next.end(event);
            }
        }
        return next;
    }

    private void begin(Event event) {
        open.put(event.id(), event.operation());
        RecordKey key = event.operation().key();
        keys.put(key, withOpenCalls(key, possibilities(key)));
    }

    private void end(Event event) {
        Operation call = event.operation();
        if (call.effect() == Operation.Effect.POSSIBLE) {
            forgetRefusals(event);
            return;
        }
        open.remove(event.id());
        Set<Possibility> left = new LinkedHashSet<>();
        for (Possibility it : possibilities(call.key())) {
            if (fits(it, event.id(), call)) {
                left.add(it.without(event.id()));
            }
        }
        if (left.isEmpty()) {
            throw new AssertionError("no order of the calls on " + call.key() + " explains the answer to " + call);
        }
        keys.put(call.key(), left);
    }

    /** A call that may take effect at any later time is not done with because it could have been refused. */
    private void forgetRefusals(Event event) {
        RecordKey key = event.operation().key();
        Set<Possibility> left = new LinkedHashSet<>(possibilities(key));
        left.removeIf(it -> REFUSED.equals(it.taken().get(event.id())));
        keys.put(key, left);
    }

    /** A call must have taken effect, or seen something, or neither, as its answer says. */
    private static boolean fits(Possibility possible, int id, Operation call) {
        if (!call.isJudged() || call.effect() == Operation.Effect.OVERTAKEN) {
            return !possible.taken().containsKey(id);
        }
        return expected(call).equals(possible.taken().get(id));
    }

    private static Optional<String> expected(Operation call) {
        if (call.effect() == Operation.Effect.REFUSED) {
            return REFUSED;
        }
        return call.kind() == Operation.Kind.FIND ? call.value() : TOOK_EFFECT;
    }

    private Set<Possibility> possibilities(RecordKey key) {
        return keys.getOrDefault(key, Set.of(Possibility.FIRST));
    }

    /** Adds the results of each open call on them, in every order. */
    private Set<Possibility> withOpenCalls(RecordKey key, Set<Possibility> from) {
        Set<Possibility> all = new LinkedHashSet<>(from);
        Deque<Possibility> fresh = new ArrayDeque<>(from);
        while (!fresh.isEmpty()) {
            Possibility it = fresh.remove();
            open.forEach((id, call) -> {
                if (call.key().equals(key) && !it.taken().containsKey(id)) {
                    taken(it, id, call).filter(all::add).ifPresent(fresh::add);
                }
            });
        }
        return all;
    }

    /**
     * The result of an open call on a possible state: it takes effect, or reads the state; empty if it can do neither.
     */
    private static Optional<Possibility> taken(Possibility from, int id, Operation call) {
        if (call.kind() == Operation.Kind.FIND) {
            return Optional.of(from.and(id, from.value(), from.value()));
        }
        return Optional.of(
                call.holds(from.value())
                        ? from.and(id, call.applied(from.value()), TOOK_EFFECT)
                        : from.and(id, from.value(), REFUSED));
    }

    /** Equal for histories with the same future. */
    String canonical() {
        StringBuilder all = new StringBuilder(open.keySet().toString());
        keys.forEach((key, possible) -> {
            Set<String> sorted = new TreeSet<>();
            possible.forEach(it -> sorted.add(it.toString()));
            all.append(key).append(sorted);
        });
        return all.toString();
    }

    /**
     * Checks that the final state can be explained.
     *
     * @throws AssertionError if it cannot
     */
    void check(Map<RecordKey, Optional<String>> atRest) {
        atRest.forEach((key, found) -> {
            if (possibilities(key).stream().noneMatch(it -> it.value().equals(found))) {
                Set<Optional<String>> possible = new LinkedHashSet<>();
                possibilities(key).forEach(it -> possible.add(it.value()));
                throw new AssertionError("at rest " + key + " is " + found
                        + ", but by the answers to callers it can only be one of " + possible);
            }
        });
    }
}
