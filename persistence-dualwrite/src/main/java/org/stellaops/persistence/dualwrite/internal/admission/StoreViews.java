package org.stellaops.persistence.dualwrite.internal.admission;

import java.util.Optional;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.dualwrite.internal.control.ModuleStores;
import org.stellaops.persistence.spi.ControlEntries;
import org.stellaops.persistence.spi.ControlStore;

/** Asks a store who it is. Waits on I/O, and throws nothing that a store throws. */
final class StoreViews {

    private StoreViews() {}

    static StoreView of(ModuleStores stores, Side side) {
        try {
            return ask(side, stores.control(side), stores.entries(side));
        } catch (StoreException e) {
            return StoreView.unreachable(side, e);
        }
    }

    private static StoreView ask(Side side, ControlStore control, ControlEntries entries) {
        return new StoreView(
                side,
                Optional.empty(),
                entries.keeps(),
                control.find(),
                entries.find(StoreIdentity.ENTRY).map(it -> StoreIdentity.read(it.text())),
                clock(entries),
                server(control));
    }

    static StoreClock clock(ControlEntries entries) {
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
