// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stellaops.persistence.dualwrite.protocol.TwoStores.TYPE;
import static org.stellaops.persistence.dualwrite.protocol.TwoStores.note;

import java.time.Duration;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.dualwrite.internal.replicate.SendResult;
import org.stellaops.persistence.dualwrite.settings.EntityPair;
import org.stellaops.persistence.dualwrite.tombstone.TombstoneRemovalResult;
import org.stellaops.persistence.dualwrite.tombstone.TombstoneRetention;
import org.stellaops.persistence.spi.LegacyStore;
import org.stellaops.persistence.spi.TargetStore;

/** Two stores with tombstones, and their removal. */
final class Removals {

    static final TombstoneRetention ALL = TombstoneRetention.defaults().withKeep(Duration.ZERO);

    private Removals() {}

    static TwoStores ledBy(Side leader) {
        TwoStores stores = new TwoStores();
        return leader == Side.LEGACY ? stores : stores.ledByTarget();
    }

    static void put(TwoStores stores, Side leader, String text) {
        SendResult sent = leader == Side.LEGACY
                ? stores.send(stores.put(note(text)))
                : stores.reverse(stores.targetPut(note(text)));
        assertThat(sent).isInstanceOf(SendResult.Replicated.class);
    }

    /** A record that was there and was deleted, on both sides. */
    static void delete(TwoStores stores, Side leader) {
        put(stores, leader, "deleted");
        SendResult sent = leader == Side.LEGACY ? stores.send(stores.delete()) : stores.reverse(stores.targetDelete());
        assertThat(sent).isInstanceOf(SendResult.Replicated.class);
    }

    static TombstoneRemovalResult removal(TwoStores stores, Side leader, TargetStore target) {
        return removal(stores, leader, new EntityPair(TYPE, stores.legacy, target));
    }

    static TombstoneRemovalResult removal(TwoStores stores, Side leader, LegacyStore legacy) {
        return removal(stores, leader, new EntityPair(TYPE, legacy, stores.target));
    }

    static TombstoneRemovalResult removal(TwoStores stores, Side leader, EntityPair pair) {
        return stores.removeTombstones(leader, stores.module(pair), ALL);
    }

    static String rejection(TombstoneRemovalResult result) {
        assertThat(result).isInstanceOf(TombstoneRemovalResult.Refused.class);
        return ((TombstoneRemovalResult.Refused) result).reason();
    }
}
