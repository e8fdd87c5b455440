// SPDX-License-Identifier: Apache-2.0
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
import java.util.stream.Stream;

/**
 * Looks for one order of the calls on one key that explains all answers (linearizability; Wing and Gong, 1993, in the
 * just-in-time manner of Lowe, 2017). A call with a possible effect may be left out, or take effect at any time after it began
 * until it expires; a call that was refused saw a state in which its precondition did not hold.
 *
 * <p>Processes the events in order and keeps every {@link World} that the answers so far allow. A call takes effect no
 * earlier than an answer requires it: its own, or another's. So the cost grows not with the length of the history but
 * with the number of concurrent calls, and a possible effect that nothing needs costs nothing.
 */
final class Linearization {

    private final List<Operation> calls;
    private final Set<String> observed = new HashSet<>();
    private final Set<Integer> running = new TreeSet<>();
    private final List<Integer> possible = new ArrayList<>();
    private Worlds worlds = new Worlds();

    private enum What {
        BEGIN,
        END,
        EXPIRY
    }

    /**
     * Something that happens to the calls.
     *
     * @param call the call; of an expiry, one of those that expire then
     */
    private record Event(long at, int call, What what) {}

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
                        .filter(it -> it.isJudged() || it.effect() == Operation.Effect.POSSIBLE)
                        .toList())
                .search();
    }

    private Optional<Operation> search() {
        for (Event event : events()) {
            switch (event.what()) {
                case BEGIN -> begin(event.call());
                case END -> {
                    worlds = answered(event.call());
                    running.remove(event.call());
                }
                case EXPIRY -> worlds = expired(event.at());
            }
            if (worlds.isEmpty()) {
                return Optional.of(calls.get(event.call()));
            }
        }
        return Optional.empty();
    }

    private void begin(int call) {
        if (!calls.get(call).isJudged()) {
            possible.add(call);
            return;
        }
        running.add(call);
        if (calls.get(call).observes()) {
            worlds = Worlds.of(worlds.all().stream().map(this::seeing));
        }
    }

    private List<Event> events() {
        List<Event> events = new ArrayList<>();
        Set<Long> expiries = new HashSet<>();
        for (int i = 0; i < calls.size(); i++) {
            Operation call = calls.get(i);
            events.add(new Event(call.begun(), i, What.BEGIN));
            if (call.isJudged()) {
                events.add(new Event(call.ended(), i, What.END));
            } else if (call.expires() != Long.MAX_VALUE && expiries.add(call.expires())) {
                events.add(new Event(call.expires(), i, What.EXPIRY));
            }
        }
        events.sort(Comparator.comparingLong(Event::at));
        return events;
    }

    /** A call that only looks has looked as soon as what it saw is there: that changes nothing, and is done with. */
    private World seeing(World world) {
        World seen = world;
        for (int next : running) {
            if (!seen.early().get(next)
                    && calls.get(next).observes()
                    && calls.get(next).fits(seen.state())) {
                seen = seen.early(next, calls.get(next));
            }
        }
        return seen;
    }

    /** The worlds when some possible effects are no longer possible: they were taken by now, in any order, or never are. */
    private Worlds expired(long at) {
        List<Integer> last =
                possible.stream().filter(it -> calls.get(it).expires() == at).toList();
        Worlds all = Worlds.of(worlds.all().stream());
        Deque<World> open = new ArrayDeque<>(worlds.all());
        while (!open.isEmpty()) {
            World world = open.removeFirst();
            last.stream()
                    .filter(it -> !world.spent().get(it))
                    .flatMap(it -> reaching(world.spending(it), calls.get(it)).stream()
                            .map(reached -> seeing(reached.taking(calls.get(it)))))
                    .filter(all::add)
                    .forEach(open::addLast);
            goingOn(world).filter(all::add).forEach(open::addLast);
        }
        possible.removeAll(last);
        return Worlds.of(all.all().stream().map(it -> it.forgetting(last)));
    }

    /** What the calls that run can make of a world. */
    private Stream<World> goingOn(World world) {
        return running.stream()
                .filter(it -> !world.early().get(it))
                .flatMap(it -> reaching(world, calls.get(it)).stream()
                        .map(reached -> seeing(reached.early(it, calls.get(it)))));
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
            goingOn(world).filter(seen::add).forEach(open::addLast);
        }
        return explained;
    }

    /**
     * The worlds in which a call fits. If it fits already, a possible effect before it would be wasted: the resulting
     * state is the same, with one possible effect less.
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

    /** The unused possible calls after which a call fits. */
    private List<Integer> enabling(World world, Operation call) {
        if (call.effect() == Operation.Effect.OVERTAKEN) {
            return present(world);
        } else if (call.effect() == Operation.Effect.REFUSED) {
            return refusing(world, call);
        }
        return switch (call.kind()) {
            case PUT -> List.of();
            // Deletes are interchangeable.
            case PUT_IF_ABSENT -> first(world, it -> it.kind() == Operation.Kind.DELETE);
            case PUT_IF_PRESENT, DELETE -> present(world);
            case PUT_IF_VALUE -> writing(world, call.expected());
            case FIND ->
                call.value().isPresent()
                        ? writing(world, call.value())
                        : first(world, it -> it.kind() == Operation.Kind.DELETE);
        };
    }

    /** The possible calls after which the precondition of a call may not hold. */
    private List<Integer> refusing(World world, Operation call) {
        return switch (call.kind()) {
            case PUT_IF_ABSENT -> present(world);
            case PUT_IF_PRESENT, DELETE -> first(world, it -> it.kind() == Operation.Kind.DELETE);
            case PUT_IF_VALUE -> unspent(world, it -> true);
            case PUT, FIND -> List.of();
        };
    }

    /**
     * Puts that fill an empty key. Of those whose value nobody ever saw one of a kind is as good as another. It does not stand for
     * one whose value was seen: a put if absent that comes after it takes no effect any more.
     */
    private List<Integer> present(World world) {
        return Stream.of(
                        first(world, it -> isUnseen(it) && it.kind() == Operation.Kind.PUT),
                        first(world, it -> isUnseen(it) && it.kind() == Operation.Kind.PUT_IF_ABSENT),
                        unspent(world, it -> fillsEmpty(it) && !isUnseen(it)))
                .flatMap(List::stream)
                .toList();
    }

    private boolean isUnseen(Operation put) {
        return !observed.contains(put.value().orElse(""));
    }

    private static boolean fillsEmpty(Operation it) {
        return it.kind() == Operation.Kind.PUT || it.kind() == Operation.Kind.PUT_IF_ABSENT;
    }

    private List<Integer> writing(World world, Optional<String> value) {
        return unspent(
                world, it -> it.kind() != Operation.Kind.DELETE && it.value().equals(value));
    }

    /** Of effects that are alike, the one that expires first: the others can still be had when it is gone. */
    private List<Integer> first(World world, Predicate<Operation> wanted) {
        return unspent(world, wanted).stream()
                .min(Comparator.comparingLong(it -> calls.get(it).expires()))
                .stream()
                .toList();
    }

    private List<Integer> unspent(World world, Predicate<Operation> wanted) {
        return possible.stream()
                .filter(it -> !world.spent().get(it) && wanted.test(calls.get(it)))
                .toList();
    }

    /**
     * A possible state of affairs.
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

        World forgetting(List<Integer> some) {
            BitSet rest = BitSet.valueOf(spent.toLongArray());
            some.forEach(rest::clear);
            return new World(state, early, rest);
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
