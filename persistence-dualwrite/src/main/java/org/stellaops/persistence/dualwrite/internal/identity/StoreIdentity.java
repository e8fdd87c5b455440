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
 */
public record StoreIdentity(String pair, String store, Optional<String> peer, Optional<String> server) {

    /** The entry that holds it. */
    public static final String ENTRY = "identity";

    public StoreIdentity with(String otherStore) {
        return new StoreIdentity(pair, store, Optional.of(otherStore), server);
    }

    public String write() {
        return EntryText.empty()
                .with("pair", pair)
                .with("store", store)
                .with("peer", peer)
                .with("server", server)
                .write();
    }

    public static StoreIdentity read(String text) {
        EntryText it = EntryText.read(text);
        return new StoreIdentity(it.text("pair"), it.text("store"), it.find("peer"), it.find("server"));
    }
}
