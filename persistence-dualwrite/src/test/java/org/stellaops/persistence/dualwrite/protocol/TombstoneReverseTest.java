// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stellaops.persistence.dualwrite.protocol.Removals.ledBy;
import static org.stellaops.persistence.dualwrite.protocol.TwoStores.KEY;
import static org.stellaops.persistence.dualwrite.protocol.TwoStores.image;
import static org.stellaops.persistence.dualwrite.protocol.TwoStores.note;

import org.junit.jupiter.api.Test;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.dualwrite.internal.replicate.SendResult;
import org.stellaops.persistence.dualwrite.internal.write.LeaderWriteResult;
import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.spi.LegacyStore;

/** Section 3.5 of the specification: what the target sent in the former epoch arrives when its tombstone is gone. */
class TombstoneReverseTest {

    @Test
    void aReverseInsertOfTheFormerEpochIsRefusedOnceItsTombstoneIsGone() {
        TwoStores stores = ledBy(Side.TARGET);
        LeaderWriteResult late = stores.targetPut(note("v1"));
        Paused<SendResult> slow =
                Paused.before("insertProvisional", LegacyStore.class, stores.legacy, it -> stores.reverse(it, late));
        assertThat(stores.reverse(stores.targetDelete())).isInstanceOf(SendResult.Replicated.class);
        stores.removeTombstones(Side.TARGET);

        assertThat(slow.resume()).isEqualTo(new SendResult.OutOfDate());

        assertThat(stores.inLegacy()).isEmpty();
        stores.assertConverges(Side.TARGET);
    }

    @Test
    void b9_aReverseInsertWhoseSenderDiedIsHeldAgainstTheTombstoneWhileThatIsStillThere() {
        TwoStores stores = ledBy(Side.TARGET);
        LeaderWriteResult late = stores.targetPut(note("v1"));
        assertThat(stores.reverse(stores.targetDelete())).isInstanceOf(SendResult.Replicated.class);
        Paused.after("insertProvisional", LegacyStore.class, stores.legacy, it -> stores.reverse(it, late))
                .die();
        assertThat(stores.inLegacy()).contains(note("v1"));

        stores.removeTombstones(Side.TARGET);

        assertThat(stores.inLegacy()).isEmpty();
        stores.assertConverges(Side.TARGET);
    }

    @Test
    void aReverseUpdateOfTheFormerEpochFindsNothingToUpdate() {
        TwoStores stores = ledBy(Side.TARGET);
        assertThat(stores.reverse(stores.targetPut(note("v1")))).isInstanceOf(SendResult.Replicated.class);
        LeaderWriteResult late = stores.targetPut(note("v2"));
        Paused<SendResult> slow =
                Paused.before("updateIfLower", LegacyStore.class, stores.legacy, it -> stores.reverse(it, late));
        assertThat(stores.reverse(stores.targetDelete())).isInstanceOf(SendResult.Replicated.class);
        stores.removeTombstones(Side.TARGET);

        assertThat(slow.resume()).isEqualTo(new SendResult.OutOfDate());

        assertThat(stores.inLegacy()).isEmpty();
        stores.assertConverges(Side.TARGET);
    }

    @Test
    void aLateReverseTombstoneHarmsNoLaterRecord() {
        TwoStores stores = ledBy(Side.TARGET);
        assertThat(stores.reverse(stores.targetPut(note("v1")))).isInstanceOf(SendResult.Replicated.class);
        LeaderWriteResult deleted = stores.targetDelete();
        assertThat(stores.reverse(deleted)).isInstanceOf(SendResult.Replicated.class);
        Paused<SendResult> slow = Paused.before(
                "applyTombstone", LegacyStore.class, stores.legacy, it -> withoutTombstone(stores, it, deleted));
        stores.removeTombstones(Side.TARGET);
        assertThat(stores.reverse(stores.targetPut(note("v3")))).isInstanceOf(SendResult.Replicated.class);

        assertThat(slow.resume()).isNotNull();

        assertThat(stores.inLegacy()).contains(note("v3"));
        stores.assertConverges(Side.TARGET);
        stores.removeTombstones(Side.TARGET);
        assertThat(stores.legacy.readTombstone(KEY)).isEmpty();
    }

    /** A second sender of the same delete, which had not yet found its tombstone there. */
    private static SendResult withoutTombstone(TwoStores stores, LegacyStore store, LeaderWriteResult deleted) {
        assertThat(store.applyTombstone((Image.Tombstone) image(deleted))).isNotNull();
        return stores.reverse(store, deleted);
    }
}
