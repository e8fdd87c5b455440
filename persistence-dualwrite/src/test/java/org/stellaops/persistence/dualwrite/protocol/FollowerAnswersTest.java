// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stellaops.persistence.dualwrite.protocol.TwoStores.KEY;
import static org.stellaops.persistence.dualwrite.protocol.TwoStores.image;
import static org.stellaops.persistence.dualwrite.protocol.TwoStores.note;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.dualwrite.internal.replicate.SendResult;
import org.stellaops.persistence.dualwrite.internal.write.LeaderWriteResult;
import org.stellaops.persistence.spi.ApplyAnswer;
import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.spi.LegacyStore;
import org.stellaops.persistence.spi.VersionStamp;
import org.stellaops.persistence.value.ContentHash;

/** An answer that says that the follower holds something else clears no pending flag: the leader's state is replicated above it (3.3). */
class FollowerAnswersTest {

    private static final VersionStamp AHEAD = new VersionStamp((1L << 40) + 1_000, "ahead");

    private final TwoStores stores = new TwoStores();

    @Test
    void aTargetThatIsAheadOfItsLeaderIsOvertaken() {
        assertThat(stores.target.apply(new Image.Present(KEY, AHEAD, note("ahead"), ContentHash.of(note("ahead"))), 1))
                .isEqualTo(new ApplyAnswer.Applied());

        assertThat(stores.send(stores.put(note("leader")))).isInstanceOf(SendResult.Replicated.class);

        assertThat(stores.inTarget()).contains(note("leader"));
        stores.assertConverges(Side.LEGACY);
    }

    @Test
    void aTombstoneOfTheTargetThatIsAheadOfItsLeaderIsOvertaken() {
        assertThat(stores.target.apply(new Image.Tombstone(KEY, AHEAD), 1)).isEqualTo(new ApplyAnswer.Applied());

        assertThat(stores.send(stores.put(note("leader")))).isInstanceOf(SendResult.Replicated.class);

        assertThat(stores.inTarget()).contains(note("leader"));
        stores.assertConverges(Side.LEGACY);
    }

    @Test
    void aPendingRecordWhoseContentWasChangedWithoutAVersionIsReplicatedAboveWhatWasSent() {
        LeaderWriteResult written = stores.put(note("as sent"));
        Paused.before("clearPending", LegacyStore.class, stores.legacy, it -> stores.send(it, written))
                .die();
        assertThat(stores.inTarget()).contains(note("as sent"));
        stores.legacy.injected().changeContent(KEY, note("by hand"));

        assertThat(stores.reconcile().replicated()).isEqualTo(1);

        assertThat(stores.inTarget()).contains(note("by hand"));
        assertThat(stores.legacy.read(KEY).orElseThrow().stamp().version())
                .isGreaterThan(image(written).stamp().version());
        stores.assertConverges(Side.LEGACY);
    }

    @Test
    void aLegacyStoreThatIsAheadOfItsLeaderIsOvertaken() {
        TwoStores moved = stores.ledByTarget();
        VersionStamp ahead = new VersionStamp((3L << 40) + 1_000, "ahead");
        assertThat(moved.legacy.applyTombstone(new Image.Tombstone(KEY, ahead)).isDone())
                .isTrue();

        assertThat(moved.reverse(moved.targetPut(note("leader")))).isInstanceOf(SendResult.Replicated.class);

        assertThat(moved.inLegacy()).isEqualTo(Optional.of(note("leader")));
        moved.assertConverges(Side.TARGET);
    }
}
