// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.simulator;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The stores of a model. Their states are the first numbers of a state. */
final class Parts {

    private final List<PartStates> parts = new ArrayList<>();
    private final Map<String, Integer> names = new HashMap<>();
    private final List<LongMap<Integer>> pairs = new ArrayList<>();

    Parts(Map<String, Model.ModelStore> stores) {
        stores.forEach((name, part) -> {
            names.put(name, parts.size());
            parts.add(new PartStates(part));
            pairs.add(new LongMap<>());
        });
    }

    int size() {
        return parts.size();
    }

    PartStates get(int part) {
        return parts.get(part);
    }

    /** The number of the store that a step is a call of. */
    int of(Step step) {
        String store = step.store();
        int dot = store.indexOf('.');
        String name = dot < 0 ? store : store.substring(0, dot);
        Integer part = names.get(name);
        if (part == null) {
            throw new IllegalStateException("no part of the model is named " + name + ", as in " + step);
        }
        return part;
    }

    /** Puts all stores into a state. */
    void restore(int[] state) {
        for (int i = 0; i < parts.size(); i++) {
            parts.get(i).restore(state[i]);
        }
    }

    /** The stores may have been changed outside. */
    void touched() {
        parts.forEach(PartStates::touched);
    }

    /** A number for the states of all stores: that of the first, then of each pair of such a number and the next store. */
    int together(int[] state) {
        int these = state[0];
        for (int i = 1; i < parts.size(); i++) {
            LongMap<Integer> numbers = pairs.get(i);
            these = numbers.computeIfAbsent(StateSpace.pair(these, state[i]), numbers::size);
        }
        return these;
    }
}
