// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.identity;

import org.stellaops.persistence.dualwrite.internal.control.EntryText;

/**
 * How long a store has been in service, and what it knows of the other one: marks below which neither may ever fall again.
 *
 * @param own milliseconds for which processes served the module, counted in this store; only ever grows
 * @param peer the highest such number that was read in the other store
 * @param peerEpoch the highest epoch that was read in the other store
 */
public record StoreClock(long own, long peer, long peerEpoch) {

    /** The entry that holds it. */
    public static final String ENTRY = "clock";

    public static final StoreClock ZERO = new StoreClock(0, 0, 0);

    /** This clock after some time, with what is known of the other store. */
    public StoreClock after(long millis, long otherOwn, long otherEpoch) {
        return new StoreClock(own + millis, Math.max(peer, otherOwn), Math.max(peerEpoch, otherEpoch));
    }

    public String write() {
        return EntryText.empty()
                .with("own", own)
                .with("peer", peer)
                .with("peerEpoch", peerEpoch)
                .write();
    }

    public static StoreClock read(String text) {
        EntryText it = EntryText.read(text);
        return new StoreClock(it.number("own"), it.number("peer"), it.number("peerEpoch"));
    }
}
