// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.simulator;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.stellaops.persistence.simulator.Linearization.World;

/**
 * A set of worlds without dominated ones: of two that differ only in effects taken, the one that took fewer is kept.
 */
final class Worlds {

    private final Map<Slot, List<BitSet>> spent = new HashMap<>();

    private record Slot(Optional<String> state, BitSet early) {}

    static Worlds of(Stream<World> some) {
        Worlds worlds = new Worlds();
        some.forEach(it -> {
            boolean unused = worlds.add(it);
        });
        return worlds;
    }

    /** Adds a world, unless one that can do as much is there. */
    boolean add(World world) {
        List<BitSet> same = spent.computeIfAbsent(new Slot(world.state(), world.early()), it -> new ArrayList<>(1));
        if (same.stream().anyMatch(it -> isWithin(it, world.spent()))) {
            return false;
        }
        same.removeIf(it -> isWithin(world.spent(), it));
        same.add(world.spent());
        return true;
    }

    boolean isEmpty() {
        return spent.isEmpty();
    }

    List<World> all() {
        List<World> all = new ArrayList<>();
        spent.forEach((place, sets) -> sets.forEach(it -> all.add(new World(place.state(), place.early(), it))));
        return all;
    }

    private static boolean isWithin(BitSet fewer, BitSet more) {
        BitSet rest = BitSet.valueOf(fewer.toLongArray());
        rest.andNot(more);
        return rest.isEmpty();
    }
}
