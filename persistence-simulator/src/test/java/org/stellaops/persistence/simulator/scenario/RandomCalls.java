// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.simulator.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.simulator.Simulation;

/**
 * Callers whose calls are drawn, each a process of its own that may be paused over a change of leader.
 *
 * @param keys what they call on
 * @param letters the calls to draw from, as {@link Callers#call} has them; one that comes twice is drawn twice as often
 * @param callers how many there are
 * @param calls how often each calls
 */
record RandomCalls(List<RecordKey> keys, String letters, int callers, int calls) {

    private static final int VALUES = 1_000_000;

    private record Call(RecordKey key, char letter, String value) {}

    void addTo(Simulation simulation, SimulatedModule module, Random random) {
        addTo(simulation, module, random, "");
    }

    /** As above, of callers whose names begin so. */
    void addTo(Simulation simulation, SimulatedModule module, Random random, String prefix) {
        for (int i = 1; i <= callers; i++) {
            List<Call> drawn = draw(random);
            String name = prefix + "caller" + i;
            simulation.actor(name, name, () -> {
                Callers leader = Callers.wandering(module, name);
                drawn.forEach(it -> leader.call(it.letter(), it.key(), it.value()));
            });
        }
    }

    private List<Call> draw(Random random) {
        List<Call> drawn = new ArrayList<>();
        for (int i = 0; i < calls; i++) {
            drawn.add(new Call(
                    keys.get(random.nextInt(keys.size())),
                    letters.charAt(random.nextInt(letters.length())),
                    "v" + random.nextInt(VALUES)));
        }
        return drawn;
    }
}
