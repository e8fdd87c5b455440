// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.identity;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.dualwrite.internal.control.ModuleStores;
import org.stellaops.persistence.spi.ControlEntries;
import org.stellaops.persistence.spi.ControlRecord;
import org.stellaops.persistence.spi.ControlStore;
import org.stellaops.persistence.spi.Together;

/** Asks a store who it is. Waits on I/O, and throws nothing that a store throws. */
public final class StoreViews {

    private StoreViews() {}

    public static StoreView of(ModuleStores stores, Side side) {
        return of(stores, side, Together.inTurn());
    }

    private static StoreView of(ModuleStores stores, Side side, Together together) {
        if (!stores.control(side).exists()) {
            return StoreView.absent(side);
        }
        try {
            return ask(side, stores.control(side), stores.entries(side), together);
        } catch (StoreException e) {
            return StoreView.unreachable(side, e);
        }
    }

    /**
     * Both stores, each read after what the other one notes of it was: other processes move the clocks on meanwhile, and a
     * store must not seem to be behind because it was read first.
     */
    public static Pair both(ModuleStores stores) {
        return both(stores, Together.inTurn());
    }

    /** The same, where what each store is asked is asked together: for somebody for whom writes wait. */
    public static Pair both(ModuleStores stores, Together together) {
        StoreView earlier = of(stores, Side.LEGACY, together);
        StoreView target = of(stores, Side.TARGET, together);
        StoreView legacy =
                earlier.isReachable() ? of(stores, Side.LEGACY, together).noting(earlier) : earlier;
        return new Pair(legacy, target);
    }

    /** Both views. */
    public record Pair(StoreView legacy, StoreView target) {

        public StoreView of(Side side) {
            return side == Side.LEGACY ? legacy : target;
        }
    }

    private static StoreView ask(Side side, ControlStore control, ControlEntries entries, Together together) {
        AtomicReference<StoreClock> clock = new AtomicReference<>(StoreClock.ZERO);
        AtomicReference<Optional<ControlRecord>> record = new AtomicReference<>(Optional.empty());
        AtomicReference<Optional<StoreIdentity>> identity = new AtomicReference<>(Optional.empty());
        AtomicReference<Optional<String>> server = new AtomicReference<>(Optional.empty());
        together.run(List.of(
                () -> clock.set(clock(entries)),
                () -> record.set(control.find()),
                () -> identity.set(entries.find(StoreIdentity.ENTRY).map(it -> StoreIdentity.read(it.text()))),
                () -> server.set(server(control))));
        return new StoreView(
                side,
                Optional.empty(),
                entries.keeps(),
                record.get(),
                identity.get(),
                clock.get(),
                clock.get(),
                server.get(),
                true);
    }

    public static StoreClock clock(ControlEntries entries) {
        return entries.find(StoreClock.ENTRY)
                .map(it -> StoreClock.read(it.text()))
                .orElse(StoreClock.ZERO);
    }

    /** Who a store says that it is; empty if it cannot be asked, or says nothing. */
    static Optional<Signs> signs(ControlEntries entries, ControlStore control) {
        try {
            return entries.find(StoreIdentity.ENTRY)
                    .map(it -> new Signs(StoreIdentity.read(it.text()).store(), server(control)));
        } catch (StoreException e) {
            return Optional.empty();
        }
    }

    /**
     * By what a store is recognised.
     *
     * @param store its id
     * @param server what its server says of itself
     */
    record Signs(String store, Optional<String> server) {}

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
