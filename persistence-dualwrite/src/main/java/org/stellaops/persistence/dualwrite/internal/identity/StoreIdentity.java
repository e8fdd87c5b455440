// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.identity;

import java.util.Optional;
import org.stellaops.persistence.dualwrite.internal.control.EntryText;

/**
 * Who a store is.
 *
 * @param pair the pair that it belongs to
 * @param store its own id
 * @param peer the id of the other store; empty until that one could be reached
 * @param server what its server said of itself when it was introduced; empty where that may not be asked
 * @param fillsPeer whether the other store is being readmitted and does not yet hold what this one holds
 */
public record StoreIdentity(
        String pair, String store, Optional<String> peer, Optional<String> server, boolean fillsPeer) {

    /** The entry that holds it. */
    public static final String ENTRY = "identity";

    private static final String FILLS_PEER = "fillsPeer";

    public StoreIdentity(String pair, String store, Optional<String> peer, Optional<String> server) {
        this(pair, store, peer, server, false);
    }

    public StoreIdentity with(String otherStore) {
        return new StoreIdentity(pair, store, Optional.of(otherStore), server, fillsPeer);
    }

    /** This identity while the other store is being filled from this one, or afterwards. */
    public StoreIdentity fillingPeer(boolean fills) {
        return new StoreIdentity(pair, store, peer, server, fills);
    }

    public String write() {
        return EntryText.empty()
                .with("pair", pair)
                .with("store", store)
                .with("peer", peer)
                .with("server", server)
                .with(FILLS_PEER, Optional.of(Boolean.toString(true)).filter(it -> fillsPeer))
                .write();
    }

    public static StoreIdentity read(String text) {
        EntryText it = EntryText.read(text);
        return new StoreIdentity(
                it.text("pair"),
                it.text("store"),
                it.find("peer"),
                it.find("server"),
                it.find(FILLS_PEER).isPresent());
    }
}
