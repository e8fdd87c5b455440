package org.stellaops.persistence.dualwrite.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stellaops.persistence.dualwrite.protocol.TwoStores.KEY;
import static org.stellaops.persistence.dualwrite.protocol.TwoStores.note;

import org.junit.jupiter.api.Test;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.spi.LegacyStore;

/** B1 to B8 of the specification: what broke earlier protocols while the target leads. */
class TargetLeadsCounterexamplesTest {

    private final TwoStores stores = new TwoStores().ledByTarget();

    @Test
    void b1_aLateImageIsHeldBackByTheTombstone() {
        Written late = stores.targetPut(note("v1"));
        assertThat(stores.reverse(stores.targetDelete())).isInstanceOf(SendResult.Settled.class);

        assertThat(stores.reverse(late)).isEqualTo(new SendResult.MovedOn());

        assertThat(stores.inLegacy()).isEmpty();
        stores.assertConverges(Side.TARGET);
    }

    @Test
    void b2_anInsertThatLookedBeforeTheTombstoneLooksAgain() {
        Written late = stores.targetPut(note("v1"));
        Paused<SendResult> slow =
                Paused.before("insertUnconfirmed", LegacyStore.class, stores.legacy, it -> stores.reverse(it, late));
        assertThat(stores.reverse(stores.targetDelete())).isInstanceOf(SendResult.Settled.class);

        assertThat(slow.resume()).isEqualTo(new SendResult.MovedOn());

        assertThat(stores.inLegacy()).isEmpty();
        stores.assertConverges(Side.TARGET);
    }

    @Test
    void b3_theTombstoneIsThereBeforeTheRecordIsRemoved() {
        Written late = stores.targetPut(note("v1"));
        Written deleted = stores.targetDelete();
        Paused<SendResult> slow =
                Paused.before("deleteLower", LegacyStore.class, stores.legacy, it -> stores.reverse(it, deleted));

        assertThat(stores.reverse(late)).isEqualTo(new SendResult.MovedOn());
        assertThat(stores.inLegacy()).isEmpty();

        assertThat(slow.resume()).isInstanceOf(SendResult.Settled.class);
        stores.assertConverges(Side.TARGET);
    }

    @Test
    void b4_aSweeperFinishesAnInsertWhoseProcessDiedBeforeItLooked() {
        Written late = stores.targetPut(note("v1"));
        Paused<SendResult> slow =
                Paused.before("insertUnconfirmed", LegacyStore.class, stores.legacy, it -> stores.reverse(it, late));
        assertThat(stores.reverse(stores.targetDelete())).isInstanceOf(SendResult.Settled.class);
        dieAfterInsert(late);
        slow.die();
        assertThat(stores.inLegacy()).contains(note("v1"));

        stores.assertConverges(Side.TARGET);

        assertThat(stores.inLegacy()).isEmpty();
    }

    @Test
    void b5_aSweeperConfirmsOnlyTheAttemptThatItSaw() {
        Written late = stores.targetPut(note("v1"));
        dieAfterInsert(late);
        Paused<Integer> sweeper = Paused.before("confirm", LegacyStore.class, stores.legacy, stores::sweep);
        assertThat(stores.reverse(stores.targetDelete())).isInstanceOf(SendResult.Settled.class);
        dieAfterInsert(late);

        assertThat(sweeper.resume()).isEqualTo(1);

        assertThat(stores.legacy.read(KEY).orElseThrow().unconfirmed()).isPresent();
        stores.assertConverges(Side.TARGET);
        assertThat(stores.inLegacy()).isEmpty();
    }

    @Test
    void b6_aDuplicateKeyIsNotTakenForStale() {
        Written first = stores.targetPut(note("v1"));
        Written second = stores.targetPut(note("v2"));
        Paused<SendResult> slow =
                Paused.before("insertUnconfirmed", LegacyStore.class, stores.legacy, it -> stores.reverse(it, second));
        assertThat(stores.reverse(first)).isEqualTo(new SendResult.MovedOn());

        assertThat(slow.resume()).isInstanceOf(SendResult.Settled.class);

        assertThat(stores.inLegacy()).contains(note("v2"));
        stores.assertConverges(Side.TARGET);
    }

    @Test
    void b7_aLateInsertIsRefusedOnceTheLeadWentBack() {
        Written late = stores.targetPut(note("v1"));
        Paused<SendResult> slow =
                Paused.before("insertUnconfirmed", LegacyStore.class, stores.legacy, it -> stores.reverse(it, late));
        assertThat(stores.reverse(stores.targetDelete())).isInstanceOf(SendResult.Settled.class);
        assertThat(stores.move(Side.LEGACY)).isInstanceOf(LeaderChangeResult.Moved.class);
        assertThat(stores.legacy.plants().removeTombstone(KEY)).isTrue();

        assertThat(slow.resume()).isEqualTo(new SendResult.OutOfDate());

        assertThat(stores.inLegacy()).isEmpty();
    }

    @Test
    void b8_anUpdateKeepsTheMarkOfAnUnconfirmedInsert() {
        Written first = stores.targetPut(note("v1"));
        Written second = stores.targetPut(note("v2"));
        assertThat(stores.reverse(stores.targetDelete())).isInstanceOf(SendResult.Settled.class);
        dieAfterInsert(first);
        Paused<SendResult> slow =
                Paused.after("updateIfLower", LegacyStore.class, stores.legacy, it -> stores.reverse(it, second));
        slow.die();
        assertThat(stores.legacy.read(KEY).orElseThrow().unconfirmed()).isPresent();

        stores.assertConverges(Side.TARGET);

        assertThat(stores.inLegacy()).isEmpty();
    }

    private void dieAfterInsert(Written late) {
        Paused.after("insertUnconfirmed", LegacyStore.class, stores.legacy, it -> stores.reverse(it, late))
                .die();
    }
}
