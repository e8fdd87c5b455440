package org.stellaops.persistence.simulator;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Looks for one order of the calls on one key that explains all answers (linearizability; Wing and Gong, 1993, in the
 * just-in-time manner of Lowe, 2017). A call with a possible effect may be left out, or take effect at any time after it began.
 *
 * <p>Goes through the events in their order and keeps every {@link World} that the answers so far allow. A call takes effect no
 * sooner than an answer asks for it: its own, or another's that needs it. So what it costs does not grow with the length of the
 * history but with how many calls run at once, and a possible effect that nothing needs costs nothing.
 */
final class Linearization {

    private final List<Operation> calls;
    private final Set<String> observed = new HashSet<>();
    private final Set<Integer> running = new TreeSet<>();
    private final List<Integer> possible = new ArrayList<>();
    private Worlds worlds = new Worlds();

    private record Event(long at, int call, boolean isEnd) {}

    private Linearization(List<Operation> calls) {
        this.calls = calls;
        for (Operation it : calls) {
            it.expected().ifPresent(observed::add);
            if (it.kind() == Operation.Kind.FIND) {
                it.value().ifPresent(observed::add);
            }
        }
        boolean unused = worlds.add(World.FIRST);
    }

    static boolean exists(List<Operation> all) {
        return firstUnexplained(all).isEmpty();
    }

    /** The first answer that no order explains together with those before it; empty if all are explained. */
    static Optional<Operation> firstUnexplained(List<Operation> all) {
        return new Linearization(all.stream()
                        .filter(it -> it.effect() != Operation.Effect.NONE)
                        .toList())
                .search();
    }

    private Optional<Operation> search() {
        for (Event event : events()) {
            if (event.isEnd()) {
                worlds = answered(event.call());
                running.remove(event.call());
            } else if (calls.get(event.call()).effect() == Operation.Effect.CERTAIN) {
                running.add(event.call());
            } else {
                possible.add(event.call());
            }
            if (worlds.isEmpty()) {
                return Optional.of(calls.get(event.call()));
            }
        }
        return Optional.empty();
    }

    private List<Event> events() {
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < calls.size(); i++) {
            events.add(new Event(calls.get(i).begun(), i, false));
            if (calls.get(i).effect() == Operation.Effect.CERTAIN) {
                events.add(new Event(calls.get(i).ended(), i, true));
            }
        }
        events.sort(Comparator.comparingLong(Event::at));
        return events;
    }

    /** The worlds in which this call has taken effect, now that it is answered. */
    private Worlds answered(int call) {
        Worlds explained = new Worlds();
        Worlds seen = new Worlds();
        Deque<World> open = new ArrayDeque<>(worlds.all());
        while (!open.isEmpty()) {
            World world = open.removeFirst();
            if (world.early().get(call)) {
                boolean unused = explained.add(world.replicated(call));
                continue;
            }
            for (int next : running) {
                if (!world.early().get(next)) {
                    Operation taken = calls.get(next);
                    reaching(world, taken).stream()
                            .map(it -> it.early(next, taken))
                            .filter(seen::add)
                            .forEach(open::addLast);
                }
            }
        }
        return explained;
    }

    /**
     * The worlds in which a call fits. Where it fits already, a possible effect before it would be wasted: whatever the call
     * leaves is the same, and one effect fewer is to be had later.
     */
    private List<World> reaching(World world, Operation call) {
        if (call.fits(world.state())) {
            return List.of(world);
        }
        List<World> reached = new ArrayList<>();
        for (int enabling : enabling(world, call)) {
            Operation effect = calls.get(enabling);
            reaching(world.spending(enabling), effect).forEach(it -> reached.add(it.taking(effect)));
        }
        return reached;
    }

    /** The possible calls, not yet taken, after which a call fits. */
    private List<Integer> enabling(World world, Operation call) {
        return switch (call.kind()) {
            case PUT -> List.of();
            // One delete is as good as another.
            case PUT_IF_ABSENT -> first(world, it -> it.kind() == Operation.Kind.DELETE);
            case PUT_IF_PRESENT, DELETE -> present(world);
            case PUT_IF_VALUE -> writing(world, call.expected());
            case FIND ->
                call.value().isPresent()
                        ? writing(world, call.value())
                        : first(world, it -> it.kind() == Operation.Kind.DELETE);
        };
    }

    /** A put whose value nobody ever saw is of no other use, and one such is as good as another. */
    private List<Integer> present(World world) {
        List<Integer> unseen = first(
                world, it -> fillsEmpty(it) && !observed.contains(it.value().orElse("")));
        return unseen.isEmpty() ? unspent(world, Linearization::fillsEmpty) : unseen;
    }

    private static boolean fillsEmpty(Operation it) {
        return it.kind() == Operation.Kind.PUT || it.kind() == Operation.Kind.PUT_IF_ABSENT;
    }

    private List<Integer> writing(World world, Optional<String> value) {
        return unspent(
                world, it -> it.kind() != Operation.Kind.DELETE && it.value().equals(value));
    }

    private List<Integer> first(World world, Predicate<Operation> wanted) {
        List<Integer> all = unspent(world, wanted);
        return all.isEmpty() ? all : all.subList(0, 1);
    }

    private List<Integer> unspent(World world, Predicate<Operation> wanted) {
        return possible.stream()
                .filter(it -> !world.spent().get(it) && wanted.test(calls.get(it)))
                .toList();
    }

    /**
     * What may have happened so far.
     *
     * @param state what the key holds
     * @param early calls that have taken effect and are not answered yet
     * @param spent possible effects that were taken
     */
    record World(Optional<String> state, BitSet early, BitSet spent) {

        static final World FIRST = new World(Optional.empty(), new BitSet(), new BitSet());

        World early(int call, Operation taken) {
            return new World(taken.after(state), with(early, call, true), spent);
        }

        World replicated(int call) {
            return new World(state, with(early, call, false), spent);
        }

        World spending(int call) {
            return new World(state, early, with(spent, call, true));
        }

        World taking(Operation effect) {
            return new World(effect.after(state), early, spent);
        }

        private static BitSet with(BitSet set, int bit, boolean on) {
            BitSet changed = BitSet.valueOf(set.toLongArray());
            changed.set(bit, on);
            return changed;
        }
    }
}
