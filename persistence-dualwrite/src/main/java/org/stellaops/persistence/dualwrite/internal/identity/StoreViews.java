// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.identity;

import java.util.Optional;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.dualwrite.internal.control.ModuleStores;
import org.stellaops.persistence.spi.ControlEntries;
import org.stellaops.persistence.spi.ControlStore;

/** Asks a store who it is. Waits on I/O, and throws nothing that a store throws. */
public final class StoreViews {

    private StoreViews() {}

    public static StoreView of(ModuleStores stores, Side side) {
        if (!stores.control(side).exists()) {
            return StoreView.absent(side);
        }
        try {
            return ask(side, stores.control(side), stores.entries(side));
        } catch (StoreException e) {
            return StoreView.unreachable(side, e);
        }
    }

    /**
     * Both stores, each read after what the other one notes of it was: other processes move the clocks on meanwhile, and a
     * store must not seem to be behind because it was read first.
     */
    public static Pair both(ModuleStores stores) {
        StoreView earlier = of(stores, Side.LEGACY);
        StoreView target = of(stores, Side.TARGET);
        StoreView legacy = earlier.isReachable() ? of(stores, Side.LEGACY).noting(earlier) : earlier;
        return new Pair(legacy, target);
    }

    /** Both views. */
    public record Pair(StoreView legacy, StoreView target) {

        public StoreView of(Side side) {
            return side == Side.LEGACY ? legacy : target;
        }
    }

    private static StoreView ask(Side side, ControlStore control, ControlEntries entries) {
        StoreClock clock = clock(entries);
        return new StoreView(
                side,
                Optional.empty(),
                entries.keeps(),
                control.find(),
                entries.find(StoreIdentity.ENTRY).map(it -> StoreIdentity.read(it.text())),
                clock,
                clock,
                server(control),
                true);
    }

    public static StoreClock clock(ControlEntries entries) {
        return entries.find(StoreClock.ENTRY)
                .map(it -> StoreClock.read(it.text()))
                .orElse(StoreClock.ZERO);
    }

    /** What a server says of itself is one more sign, and none that service may depend on. */
    private static Optional<String> server(ControlStore control) {
        try {
            return control.server();
        } catch (StoreException e) {
            if (e.fault().kind() == Fault.Kind.UNAVAILABLE) {
                throw e;
            }
            return Optional.empty();
        }
    }
}
