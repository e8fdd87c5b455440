// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.identity;

import java.util.Optional;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.dualwrite.internal.control.ModuleStores;
import org.stellaops.persistence.dualwrite.settings.Tokens;
import org.stellaops.persistence.spi.ControlEntries;

/**
 * Introduces two stores to each other, once. The legacy store gets its identity first, the target one of the same pair, and
 * then each is told of the other; any number of processes may do this at once, and one that dies is gone on with.
 */
public final class Introduction {

    private final ModuleStores stores;
    private final Tokens ids;

    public Introduction(ModuleStores stores, Tokens ids) {
        this.stores = stores;
        this.ids = ids;
    }

    /**
     * Introduces the stores once both can be asked. A store that has an identity keeps it. One that has none gets none while the other
     * one is silent: it may have been emptied, which only the other one knows, and with an identity of its own it would look like the
     * database of another installation.
     */
    public void complete(StoreView legacy, StoreView target) {
        if (!legacy.keepsEntries() || !target.keepsEntries() || !legacy.isReachable() || !target.isReachable()) {
            return;
        }
        Optional<String> pair = legacy.identity().or(target::identity).map(StoreIdentity::pair);
        StoreIdentity first = identify(legacy, pair.orElseGet(ids::next));
        StoreIdentity second = identify(target, first.pair());
        if (second.pair().equals(first.pair())) {
            introduce(Side.TARGET, second, first.store());
            introduce(Side.LEGACY, first, second.store());
        }
    }

    private StoreIdentity identify(StoreView view, String pair) {
        if (view.identity().isPresent()) {
            return view.identity().get();
        }
        ControlEntries entries = stores.entries(view.side());
        StoreIdentity identity = new StoreIdentity(pair, ids.next(), Optional.empty(), view.server());
        return entries.insert(StoreIdentity.ENTRY, identity.write())
                ? identity
                : entries.find(StoreIdentity.ENTRY)
                        .map(it -> StoreIdentity.read(it.text()))
                        .orElse(identity);
    }

    private void introduce(Side side, StoreIdentity identity, String other) {
        if (identity.peer().isEmpty()) {
            ControlEntries entries = stores.entries(side);
            // Of several processes that do this one succeeds; they all write the same.
            entries.find(StoreIdentity.ENTRY)
                    .filter(it -> StoreIdentity.read(it.text()).peer().isEmpty())
                    .ifPresent(it -> entries.replace(it, identity.with(other).write()));
        }
    }
}
