// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.simulator.scenario;

import java.util.Optional;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.spi.ControlEntries;
import org.stellaops.persistence.spi.ControlRecord;

/**
 * That another database stands behind the address of a store. It is noted in the store itself, where no class of the product looks,
 * so that it is part of the state that is explored.
 *
 * @param side the store
 * @param kind what stands there now
 * @param ledBefore whether the store that was lost led
 * @param leads whether the one that stands there says that it leads
 */
record Replacement(Side side, Kind kind, boolean ledBefore, boolean leads) {

    private static final String ENTRY = "simulation/replaced";

    /** What stands in place of a store. */
    enum Kind {
        /** A database that never knew the module. */
        EMPTY,
        /** The database of another installation, which leads there. */
        FOREIGN,
        /** The database as it was some time ago. */
        REWOUND
    }

    /** Notes it in the store that stands there now. */
    static void note(Side side, Kind kind, boolean ledBefore, ControlRecord found, ControlEntries entries) {
        boolean noted = entries.insert(ENTRY, kind + " " + ledBefore + " " + found.leads());
        SimulatedModule.require(noted, "a store is replaced once");
    }

    /** The note, if there is one. */
    static Optional<Replacement> of(Side side, ControlEntries entries) {
        return entries.find(ENTRY).map(it -> {
            String[] words = it.text().split(" ", -1);
            return new Replacement(
                    side, Kind.valueOf(words[0]), Boolean.parseBoolean(words[1]), Boolean.parseBoolean(words[2]));
        });
    }

    /** Whether another database stands in for a store now: a step, whose answer no class of the product sees. */
    static boolean standsIn(Side side, SimulatedModule module) {
        ControlEntries entries = side == Side.LEGACY ? module.legacy.entries() : module.target.entries();
        String store = side == Side.LEGACY ? "legacy" : "target";
        return module.steps()
                .run(
                        store,
                        "is it another database?",
                        false,
                        () -> entries.find(ENTRY).isPresent());
    }

    /** A store that stands in another's place must not begin to lead. One that says so from the beginning is another matter. */
    void checkNotPromoted(ControlRecord now) {
        SimulatedModule.require(
                leads || !now.leads(), "the " + side + " store, which is " + kind + ", was made a leader: " + now);
    }
}
