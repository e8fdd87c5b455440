// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stellaops.persistence.dualwrite.protocol.TwoStores.KEY;
import static org.stellaops.persistence.dualwrite.protocol.TwoStores.image;
import static org.stellaops.persistence.dualwrite.protocol.TwoStores.note;
import static org.stellaops.persistence.dualwrite.protocol.TwoStores.unique;

import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.dualwrite.backfill.Backfill;
import org.stellaops.persistence.dualwrite.backfill.BackfillRun;
import org.stellaops.persistence.dualwrite.backfill.BackfillSettings;
import org.stellaops.persistence.dualwrite.internal.control.EpochView;
import org.stellaops.persistence.dualwrite.internal.replicate.SendResult;
import org.stellaops.persistence.dualwrite.internal.write.LeaderWriteResult;
import org.stellaops.persistence.dualwrite.settings.EntityPair;
import org.stellaops.persistence.spi.ApplyAnswer;
import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.spi.LegacyStore;
import org.stellaops.persistence.spi.Scan;
import org.stellaops.persistence.spi.VersionStamp;
import org.stellaops.persistence.value.ContentHash;

/** What a backfill must not do to a key that is deleted, pending, or in the way of another (3.6). */
class BackfillBesideWritersTest {

    private static final RecordKey OTHER = RecordKey.global("other");

    private final TwoStores stores = new TwoStores();

    @Test
    void theEpochOfABatchIsThatBeforeItsRecordsWereRead() {
        stores.legacy.putUnversioned(KEY, note("old"));
        LegacyStore legacy = afterScan(stores.legacy, () -> {
            assertThat(stores.send(stores.delete())).isInstanceOf(SendResult.Replicated.class);
            assertThat(stores.removeTombstones(Side.LEGACY).fromTarget()).isEqualTo(1);
        });

        assertThat(backfill(legacy).finished()).isPresent();

        stores.assertConverges(Side.LEGACY);
        assertThat(stores.inTarget()).isEmpty();
    }

    @Test
    void aRecordBelowItsTombstoneIsRaisedAboveItBeforeItIsReplicated() {
        assertThat(stores.put(note("deleted")).outcome().isApplied()).isTrue();
        LeaderWriteResult deleted = stores.delete();
        stores.legacy.putUnversioned(KEY, note("by hand"));

        assertThat(backfill(stores.legacy).finished()).isPresent();
        assertThat(stores.target.apply(image(deleted), deleted.epoch())).isEqualTo(new ApplyAnswer.Applied());

        stores.assertConverges(Side.LEGACY);
        assertThat(stores.inTarget()).contains(note("by hand"));
    }

    @Test
    void aPendingRecordThatTheTargetDoesNotTakeKeepsItsPendingFlag() {
        VersionStamp ahead = new VersionStamp((1L << 40) + 1_000, "ahead");
        assertThat(stores.target.apply(new Image.Present(KEY, ahead, note("ahead"), ContentHash.of(note("ahead"))), 1))
                .isEqualTo(new ApplyAnswer.Applied());
        assertThat(stores.put(note("leader")).outcome().isApplied()).isTrue();

        assertThat(backfill(stores.legacy).finished()).isPresent();

        assertThat(stores.legacy.read(KEY).orElseThrow().isPending()).isTrue();
        stores.assertConverges(Side.LEGACY);
        assertThat(stores.inTarget()).contains(note("leader"));
    }

    @Test
    void anOldRecordWhoseUniqueValueIsStillHeldOnTheTargetIsPendingForTheReconciler() {
        stores.putAndSend(unique("1"));
        assertThat(stores.delete().outcome().isApplied()).isTrue();
        stores.legacy.putUnversioned(OTHER, unique("1"));

        assertThat(backfill(stores.legacy).counts().refused()).isEqualTo(1);

        assertThat(stores.legacy.read(OTHER).orElseThrow().isPending()).isTrue();
        stores.assertConverges(Side.LEGACY);
        assertThat(stores.target.find(OTHER)).isPresent();
    }

    private BackfillRun backfill(LegacyStore legacy) {
        return new Backfill(
                        new EntityPair(TwoStores.TYPE, legacy, stores.target),
                        EpochView.of(stores.legacyBackend.control()),
                        stores.targetBackend.checkpoints(),
                        BackfillSettings.defaults(),
                        stores.events::add,
                        stores.settings.tokens())
                .run();
    }

    /** Others act once, when the first scan has shown its last record. */
    private static LegacyStore afterScan(LegacyStore store, Runnable others) {
        AtomicBoolean met = new AtomicBoolean();
        return (LegacyStore) Proxy.newProxyInstance(
                LegacyStore.class.getClassLoader(), new Class<?>[] {LegacyStore.class}, (proxy, called, args) -> {
                    Object answer = called.invoke(store, args);
                    return answer instanceof Scan<?> scan ? thenOthers(scan, met, others) : answer;
                });
    }

    private static Object thenOthers(Scan<?> scan, AtomicBoolean met, Runnable others) {
        return Proxy.newProxyInstance(
                Scan.class.getClassLoader(), new Class<?>[] {Scan.class}, (proxy, called, args) -> {
                    Object answer = called.invoke(scan, args);
                    boolean ended = called.getName().equals("hasNext") && answer.equals(false);
                    if (ended && met.compareAndSet(false, true)) {
                        others.run();
                    }
                    return answer;
                });
    }
}
