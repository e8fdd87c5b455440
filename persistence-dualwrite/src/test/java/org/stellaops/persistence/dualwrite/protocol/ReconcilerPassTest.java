// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stellaops.persistence.dualwrite.protocol.TwoStores.KEY;
import static org.stellaops.persistence.dualwrite.protocol.TwoStores.image;
import static org.stellaops.persistence.dualwrite.protocol.TwoStores.note;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.dualwrite.internal.control.EpochView;
import org.stellaops.persistence.dualwrite.internal.reconcile.LegacyReconciler;
import org.stellaops.persistence.dualwrite.internal.reconcile.ReconcileResult;
import org.stellaops.persistence.dualwrite.internal.reconcile.Reconciler;
import org.stellaops.persistence.dualwrite.internal.reconcile.TargetReconciler;
import org.stellaops.persistence.dualwrite.internal.replicate.SendResult;
import org.stellaops.persistence.dualwrite.settings.EntityPair;
import org.stellaops.persistence.dualwrite.settings.ProtocolSettings;
import org.stellaops.persistence.spi.ControlRecord;
import org.stellaops.persistence.spi.ControlRecord.Phase;
import org.stellaops.persistence.spi.DeadLetters;
import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.spi.LegacyStore;
import org.stellaops.persistence.spi.LegacyTombstone;
import org.stellaops.persistence.spi.RejectedImage;
import org.stellaops.persistence.spi.TargetStore;
import org.stellaops.persistence.spi.Together;
import org.stellaops.persistence.spi.VersionStamp;
import org.stellaops.persistence.value.Struct;

/** What one pass of a reconciler leaves, and what it says of it. */
class ReconcilerPassTest {

    private final TwoStores stores = new TwoStores();

    @Test
    void whatIsBumpedBeforeItIsSentIsSentInTheSamePass() {
        VersionStamp stamp = image(stores.put(note("late"))).stamp();
        stores.legacy
                .injected()
                .put(new LegacyTombstone(
                        KEY,
                        new VersionStamp(stamp.version() + 1, "deleted"),
                        Optional.empty(),
                        OptionalLong.empty(),
                        Optional.empty()));

        assertThat(stores.reconcile()).isEqualTo(new ReconcileResult(1, 0, 1, 0, 0, 0));

        assertThat(stores.inTarget()).contains(note("late"));
        assertThat(forward().depth()).isZero();
    }

    @Test
    void whatIsBumpedByAnAnswerIsSentInTheSamePass() {
        VersionStamp stamp = image(stores.put(note("late"))).stamp();
        assertThat(stores.target.apply(
                        Image.Present.of(KEY, new VersionStamp(stamp.version() + 9, "ahead"), note("ahead")), 1))
                .isNotNull();

        assertThat(stores.reconcile()).isEqualTo(new ReconcileResult(1, 0, 1, 0, 0, 0));

        assertThat(stores.inTarget()).contains(note("late"));
    }

    @Test
    void whatATargetBumpsIsSentInTheSamePass() {
        stores.ledByTarget();
        VersionStamp stamp = image(stores.targetPut(note("late"))).stamp();
        assertThat(stores.legacy
                        .applyTombstone(new Image.Tombstone(KEY, new VersionStamp(stamp.version() + 9, "ahead")))
                        .isDone())
                .isTrue();

        assertThat(stores.reverseReconcile()).isEqualTo(new ReconcileResult(1, 0, 1, 0, 0, 0));

        assertThat(stores.inLegacy()).contains(note("late"));
    }

    @Test
    void aLegacyStoreThatCutsItsListInBytesIsReadToTheEnd() {
        for (int i = 0; i < 5; i++) {
            assertThat(stores.put(stores.legacy, RecordKey.global("k" + i), large())
                            .outcome()
                            .isApplied())
                    .isTrue();
        }
        LegacyStore cutting = Failing.instead(
                "pendingRecords",
                3,
                LegacyStore.class,
                stores.legacy,
                args -> stores.legacy.pendingRecords(after(args), 1));

        Reconciler reconciler = new LegacyReconciler(
                new EntityPair(TwoStores.TYPE, cutting, stores.target),
                EpochView.of(stores.legacyBackend.control()),
                stores.settings.withBatchBytes(256),
                stores.events::add);

        assertThat(reconciler.drain(1).replicated()).isEqualTo(5);
    }

    @Test
    void aTargetThatCutsItsListInBytesIsReadToTheEnd() {
        stores.ledByTarget();
        for (int i = 0; i < 5; i++) {
            assertThat(stores.targetPut(stores.target, RecordKey.global("k" + i), large())
                            .outcome()
                            .isApplied())
                    .isTrue();
        }
        TargetStore cutting = Failing.instead(
                "pending", 3, TargetStore.class, stores.target, args -> stores.target.pending(after(args), 1));

        Reconciler reconciler = new TargetReconciler(
                new EntityPair(TwoStores.TYPE, stores.legacy, cutting),
                EpochView.of(stores.targetBackend.control()),
                stores.settings.withBatchBytes(256),
                stores.events::add);

        assertThat(reconciler.drain(3).replicated()).isEqualTo(5);
    }

    @Test
    void aPassForgetsRejectionsThatAreNotPendingAnyMore() {
        VersionStamp stamp = image(stores.putAndSend(note("replicated"))).stamp();
        DeadLetters letters = stores.legacyBackend.deadLetters();
        assertThat(letters.write(Optional.empty(), letter(stamp))).isTrue();

        assertThat(forward().runOnce().seen()).isZero();

        assertThat(letters.find("things", List.of(KEY))).isEmpty();
    }

    @Test
    void aPassOfALeadingTargetForgetsThemToo() {
        stores.ledByTarget();
        DeadLetters letters = stores.targetBackend.deadLetters();
        assertThat(letters.write(Optional.empty(), letter(new VersionStamp(1, "gone"))))
                .isTrue();

        assertThat(reverse().runOnce().seen()).isZero();

        assertThat(letters.find("things", List.of(KEY))).isEmpty();
    }

    @Test
    void aRejectedStateIsPendingOnlyInExactlyThatState() {
        VersionStamp stamp = image(stores.put(note("T1"))).stamp();
        assertThat(forward().isStillPending(letter(stamp))).isTrue();
        assertThat(forward().isStillPending(letter(stamp.at(stamp.version() + 1))))
                .isFalse();
        assertThat(stores.reconcile().replicated()).isEqualTo(1);
        assertThat(forward().isStillPending(letter(stamp))).isFalse();

        VersionStamp deleted = image(stores.delete()).stamp();
        assertThat(forward().isStillPending(letter(deleted))).isTrue();
        assertThat(forward().isStillPending(letter(deleted.at(1)))).isFalse();
        assertThat(stores.reconcile().replicated()).isEqualTo(1);
        assertThat(forward().isStillPending(letter(deleted))).isFalse();
    }

    @Test
    void aRejectedStateOfATargetIsPendingOnlyInExactlyThatState() {
        stores.ledByTarget();
        VersionStamp stamp = image(stores.targetPut(note("T1"))).stamp();

        assertThat(reverse().isStillPending(letter(stamp))).isTrue();
        assertThat(reverse().isStillPending(letter(stamp.at(stamp.version() + 1))))
                .isFalse();
        assertThat(reverse().depth()).isEqualTo(1);
        assertThat(stores.reverseReconcile().replicated()).isEqualTo(1);
        assertThat(reverse().isStillPending(letter(stamp))).isFalse();
        assertThat(reverse().depth()).isZero();
    }

    @Test
    void aStoreThatDoesNotLeadIsLeftAlone() {
        assertThat(stores.put(note("T1")).outcome().isApplied()).isTrue();
        assertThat(stores.legacyBackend
                        .control()
                        .compareAndSet(stores.legacyBackend.control().read(), new ControlRecord(Phase.MOVING, 1)))
                .isTrue();

        assertThat(stores.reconcile()).isEqualTo(ReconcileResult.EMPTY);
        assertThat(stores.reverseReconcile()).isEqualTo(ReconcileResult.EMPTY);
        assertThat(stores.inTarget()).isEmpty();
    }

    @Test
    void aKeyIsSentWithItsIntentOrItsRecord() {
        assertThat(stores.put(note("T1")).outcome().isApplied()).isTrue();
        assertThat(forward().sendKey(KEY, 1)).isEqualTo(new SendResult.Replicated());
        assertThat(forward().sendKey(KEY, 1)).isEqualTo(new SendResult.MovedOn());
        assertThat(stores.delete().outcome().isApplied()).isTrue();

        assertThat(forward().sendKey(KEY, 1)).isEqualTo(new SendResult.Replicated());

        assertThat(stores.inTarget()).isEmpty();
        stores.assertConverges(Side.LEGACY);
    }

    private Reconciler forward() {
        return new LegacyReconciler(
                stores.pair(),
                EpochView.of(stores.legacyBackend.control()),
                patient(),
                stores.events::add,
                stores.legacyBackend.deadLetters(),
                Together.inTurn());
    }

    private Reconciler reverse() {
        return new TargetReconciler(
                stores.pair(),
                EpochView.of(stores.targetBackend.control()),
                patient(),
                stores.events::add,
                stores.targetBackend.deadLetters(),
                Together.inTurn());
    }

    private ProtocolSettings patient() {
        return stores.settings.withGrace(Duration.ZERO);
    }

    @SuppressWarnings("unchecked")
    private static Optional<RecordKey> after(Object[] args) {
        return (Optional<RecordKey>) args[0];
    }

    private static Struct large() {
        return note("a content of some bytes");
    }

    private static RejectedImage letter(VersionStamp stamp) {
        return new RejectedImage("things", KEY, stamp, "too long", 10, Instant.EPOCH, Instant.EPOCH, Optional.empty());
    }
}
