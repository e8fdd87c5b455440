// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stellaops.persistence.dualwrite.protocol.TwoStores.KEY;
import static org.stellaops.persistence.dualwrite.protocol.TwoStores.note;

import org.junit.jupiter.api.Test;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.dualwrite.internal.failover.LeaderChangeResult;
import org.stellaops.persistence.dualwrite.internal.replicate.SendResult;
import org.stellaops.persistence.dualwrite.internal.write.LeaderWriteResult;
import org.stellaops.persistence.spi.LegacyStore;

/** B1 to B8 of the specification: what broke earlier protocols while the target leads. */
class TargetLeadsCounterexamplesTest {

    private final TwoStores stores = new TwoStores().ledByTarget();

    @Test
    void b1_aLateImageIsHeldBackByTheTombstone() {
        LeaderWriteResult late = stores.targetPut(note("v1"));
        assertThat(stores.reverse(stores.targetDelete())).isInstanceOf(SendResult.Replicated.class);

        assertThat(stores.reverse(late)).isEqualTo(new SendResult.MovedOn());

        assertThat(stores.inLegacy()).isEmpty();
        stores.assertConverges(Side.TARGET);
    }

    @Test
    void b2_anInsertThatLookedBeforeTheTombstoneLooksAgain() {
        LeaderWriteResult late = stores.targetPut(note("v1"));
        Paused<SendResult> slow =
                Paused.before("insertProvisional", LegacyStore.class, stores.legacy, it -> stores.reverse(it, late));
        assertThat(stores.reverse(stores.targetDelete())).isInstanceOf(SendResult.Replicated.class);

        assertThat(slow.resume()).isEqualTo(new SendResult.MovedOn());

        assertThat(stores.inLegacy()).isEmpty();
        stores.assertConverges(Side.TARGET);
    }

    @Test
    void b3_theTombstoneIsThereBeforeTheRecordIsRemoved() {
        LeaderWriteResult late = stores.targetPut(note("v1"));
        LeaderWriteResult deleted = stores.targetDelete();
        Paused<SendResult> slow =
                Paused.before("deleteLower", LegacyStore.class, stores.legacy, it -> stores.reverse(it, deleted));

        assertThat(stores.reverse(late)).isEqualTo(new SendResult.MovedOn());
        assertThat(stores.inLegacy()).isEmpty();

        assertThat(slow.resume()).isInstanceOf(SendResult.Replicated.class);
        stores.assertConverges(Side.TARGET);
    }

    @Test
    void b4_aCleanupFinishesAnInsertWhoseProcessDiedBeforeItsCheck() {
        LeaderWriteResult late = stores.targetPut(note("v1"));
        Paused<SendResult> slow =
                Paused.before("insertProvisional", LegacyStore.class, stores.legacy, it -> stores.reverse(it, late));
        assertThat(stores.reverse(stores.targetDelete())).isInstanceOf(SendResult.Replicated.class);
        dieAfterInsert(late);
        slow.die();
        assertThat(stores.inLegacy()).contains(note("v1"));

        stores.assertConverges(Side.TARGET);

        assertThat(stores.inLegacy()).isEmpty();
    }

    @Test
    void b5_aCleanupConfirmsOnlyTheAttemptThatItSaw() {
        LeaderWriteResult late = stores.targetPut(note("v1"));
        dieAfterInsert(late);
        Paused<Integer> cleanup = Paused.before("confirm", LegacyStore.class, stores.legacy, stores::cleanUp);
        assertThat(stores.reverse(stores.targetDelete())).isInstanceOf(SendResult.Replicated.class);
        dieAfterInsert(late);

        assertThat(cleanup.resume()).isEqualTo(1);

        assertThat(stores.legacy.read(KEY).orElseThrow().provisional()).isPresent();
        stores.assertConverges(Side.TARGET);
        assertThat(stores.inLegacy()).isEmpty();
    }

    @Test
    void b6_aDuplicateKeyIsNotTakenForStale() {
        LeaderWriteResult first = stores.targetPut(note("v1"));
        LeaderWriteResult second = stores.targetPut(note("v2"));
        Paused<SendResult> slow =
                Paused.before("insertProvisional", LegacyStore.class, stores.legacy, it -> stores.reverse(it, second));
        assertThat(stores.reverse(first)).isEqualTo(new SendResult.MovedOn());

        assertThat(slow.resume()).isInstanceOf(SendResult.Replicated.class);

        assertThat(stores.inLegacy()).contains(note("v2"));
        stores.assertConverges(Side.TARGET);
    }

    @Test
    void b7_aLateInsertIsRefusedOnceTheLeadWentBack() {
        LeaderWriteResult late = stores.targetPut(note("v1"));
        Paused<SendResult> slow =
                Paused.before("insertProvisional", LegacyStore.class, stores.legacy, it -> stores.reverse(it, late));
        assertThat(stores.reverse(stores.targetDelete())).isInstanceOf(SendResult.Replicated.class);
        assertThat(stores.move(Side.LEGACY)).isInstanceOf(LeaderChangeResult.Moved.class);
        assertThat(stores.legacy.injected().removeTombstone(KEY)).isTrue();

        assertThat(slow.resume()).isEqualTo(new SendResult.OutOfDate());

        assertThat(stores.inLegacy()).isEmpty();
    }

    @Test
    void b8_anUpdateKeepsThePendingFlagOfAProvisionalInsert() {
        LeaderWriteResult first = stores.targetPut(note("v1"));
        LeaderWriteResult second = stores.targetPut(note("v2"));
        assertThat(stores.reverse(stores.targetDelete())).isInstanceOf(SendResult.Replicated.class);
        dieAfterInsert(first);
        Paused<SendResult> slow =
                Paused.after("updateIfLower", LegacyStore.class, stores.legacy, it -> stores.reverse(it, second));
        slow.die();
        assertThat(stores.legacy.read(KEY).orElseThrow().provisional()).isPresent();

        stores.assertConverges(Side.TARGET);

        assertThat(stores.inLegacy()).isEmpty();
    }

    private void dieAfterInsert(LeaderWriteResult late) {
        Paused.after("insertProvisional", LegacyStore.class, stores.legacy, it -> stores.reverse(it, late))
                .die();
    }
}
