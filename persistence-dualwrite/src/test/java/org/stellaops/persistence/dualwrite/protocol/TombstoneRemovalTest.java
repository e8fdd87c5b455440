package org.stellaops.persistence.dualwrite.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stellaops.persistence.dualwrite.protocol.TwoStores.KEY;
import static org.stellaops.persistence.dualwrite.protocol.TwoStores.TYPE;
import static org.stellaops.persistence.dualwrite.protocol.TwoStores.image;
import static org.stellaops.persistence.dualwrite.protocol.TwoStores.note;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.dualwrite.EntityPair;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent;
import org.stellaops.persistence.spi.ControlRecord;
import org.stellaops.persistence.spi.ControlRecord.Phase;
import org.stellaops.persistence.spi.ControlStore;
import org.stellaops.persistence.spi.ControlStore.FenceStrength;
import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.spi.LegacyStore;
import org.stellaops.persistence.spi.Stamp;
import org.stellaops.persistence.spi.TargetState;
import org.stellaops.persistence.spi.TargetStore;
import org.stellaops.persistence.spi.TargetWrite;

/** Section 3.5 of the specification: tombstones go behind a renewal of the epoch, in both stores, whoever leads. */
class TombstoneRemovalTest {

    private static final TombstoneRetention ALL = TombstoneRetention.defaults().withKeep(Duration.ZERO);

    // The epoch.

    @ParameterizedTest
    @EnumSource(Side.class)
    void theEpochIsRaisedInBothStoresAndTheLeadStays(Side leader) {
        TwoStores stores = ledBy(leader);
        long before = stores.module().control(leader).read().epoch();
        delete(stores, leader);

        TombstoneRemovalResult.Removed removed = stores.removeTombstones(leader);

        assertThat(removed).isEqualTo(new TombstoneRemovalResult.Removed(before + 1, 1, 1, false));
        assertThat(stores.module().control(leader).read()).isEqualTo(new ControlRecord(Phase.STEADY, before + 1));
        assertThat(stores.module().control(leader.other()).read()).isEqualTo(new ControlRecord(Phase.AWAY, before + 1));
        assertThat(stores.legacyBackend.control().fenceEpoch()).isEqualTo(before + 1);
        assertThat(stores.legacy.readTombstone(KEY)).isEmpty();
        assertThat(stores.target.state(KEY)).isEmpty();
        assertThat(stores.events)
                .hasAtLeastOneElementOfType(DualWriteEvent.EpochRenewed.class)
                .contains(new DualWriteEvent.TombstonesRemoved("module", before + 1, 1, 1, false));
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void whereNothingIsToBeRemovedTheEpochStays(Side leader) {
        TwoStores stores = ledBy(leader);
        ControlRecord before = stores.module().control(leader).read();

        assertThat(stores.removeTombstones(leader, stores.module(), ALL))
                .isEqualTo(new TombstoneRemovalResult.NothingToRemove());

        assertThat(stores.module().control(leader).read()).isEqualTo(before);
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void theLeadMovesThereAndBackAfterARenewal(Side leader) {
        TwoStores stores = ledBy(leader);
        delete(stores, leader);
        stores.removeTombstones(leader);

        assertThat(stores.move(leader.other())).isInstanceOf(LeaderChangeResult.Moved.class);
        assertThat(stores.move(leader)).isInstanceOf(LeaderChangeResult.Moved.class);

        put(stores, leader, "again");
        stores.assertConverges(leader);
        assertThat(stores.inLegacy()).contains(note("again"));
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void aDecisionThatNobodyTookUpIsStillToldAfterARenewal(Side leader) {
        TwoStores stores = ledBy(leader);
        delete(stores, leader);
        stores.removeTombstones(leader);
        ControlStore old = stores.module().control(leader);
        ControlRecord steady = old.read();
        assertThat(old.compareAndSet(steady, new ControlRecord(Phase.AWAY, steady.epoch() + 2)))
                .isTrue();

        new LeadWatch(stores.module(), stores.change(stores.module()), Duration.ofDays(1), System::nanoTime).takeUp();

        assertThat(stores.module().control(leader.other()).read())
                .isEqualTo(new ControlRecord(Phase.STEADY, steady.epoch() + 2));
    }

    @Test
    void aRenewerThatWakesAfterTheLeadMovedRaisesNoLeader() {
        TwoStores stores = ledBy(Side.LEGACY);
        delete(stores, Side.LEGACY);
        Paused<TombstoneRemovalResult> slow = Paused.before(
                "initialise",
                ControlStore.class,
                stores.targetBackend.control(),
                it -> stores.removeTombstones(
                        Side.LEGACY,
                        new ModuleStores("module", List.of(stores.pair()), stores.legacyBackend.control(), it),
                        ALL));
        assertThat(stores.move(Side.TARGET)).isInstanceOf(LeaderChangeResult.Moved.class);
        ControlRecord leading = stores.targetBackend.control().read();

        assertThat(slow.resume()).isInstanceOf(TombstoneRemovalResult.Removed.class);

        assertThat(stores.targetBackend.control().read()).isEqualTo(leading);
        assertThat(leading.leads()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void aWriterOfTheFormerEpochIsNotFailedByARenewal(Side leader) {
        TwoStores stores = ledBy(leader);
        EpochView kept = EpochView.cached(stores.module().control(leader), Duration.ofDays(1), () -> 0);
        assertThat(kept.steadyEpoch()).isPresent();
        delete(stores, leader);
        stores.removeTombstones(leader);
        ProtocolSettings once =
                new ProtocolSettings(2, 3, Duration.ZERO, stores.settings.tokens(), stores.settings.clock());

        Written written = leader == Side.LEGACY
                ? new LegacyPut(stores.legacy, kept, once).put(KEY, note("late"), Precondition.none())
                : new TargetPut(stores.target, kept, once, TargetWrite.Mark.PENDING)
                        .put(KEY, note("late"), Precondition.none());

        assertThat(written.outcome().isApplied()).isTrue();
        stores.assertConverges(leader);
    }

    @Test
    void aWriteThatARenewalOvertookIsAcknowledgedAlthoughNoFenceStoodBefore() {
        TwoStores stores = new TwoStores();
        EpochView epochs = EpochView.confirming(stores.legacyBackend.control(), Duration.ofDays(1), () -> 0);
        Paused<Written> slow = Paused.after(
                "insert",
                LegacyStore.class,
                stores.legacy,
                it -> new LegacyPut(it, epochs, stores.settings)
                        .put(RecordKey.global("other"), note("x"), Precondition.none()));
        delete(stores, Side.LEGACY);
        stores.removeTombstones(Side.LEGACY);

        assertThat(slow.resume().outcome().isApplied()).isTrue();
    }

    @Test
    void aWriteThatManyRenewalsOvertookIsAcknowledgedWhereAFenceStood() {
        TwoStores stores = new TwoStores();
        assertThat(stores.legacyBackend.control().raiseFence(1)).isEqualTo(FenceStrength.STRONG);
        EpochView epochs = EpochView.confirming(stores.legacyBackend.control(), Duration.ofDays(1), () -> 0);
        Paused<Written> slow = Paused.after(
                "insert",
                LegacyStore.class,
                stores.legacy,
                it -> new LegacyPut(it, epochs, stores.settings)
                        .put(RecordKey.global("other"), note("x"), Precondition.none()));
        for (int i = 0; i < 3; i++) {
            delete(stores, Side.LEGACY);
            stores.removeTombstones(Side.LEGACY);
            epochs.forget();
        }

        assertThat(slow.resume().outcome().isApplied()).isTrue();
    }

    // What does not let it happen.

    @ParameterizedTest
    @EnumSource(Side.class)
    void whereTheFenceIsWeakNothingIsRemovedAndTheEpochStays(Side leader) {
        TwoStores stores = new TwoStores(FenceStrength.WEAK);
        if (leader == Side.TARGET) {
            stores.ledByTarget();
        }
        delete(stores, leader);
        ControlRecord before = stores.module().control(leader).read();

        TombstoneRemovalResult result = stores.removeTombstones(leader, stores.module(), ALL);

        assertThat(refusal(result)).contains("collMod");
        assertThat(stores.module().control(leader).read()).isEqualTo(before);
        assertThat(stores.legacy.readTombstone(KEY)).isPresent();
        assertThat(stores.target.state(KEY)).isPresent();
        assertThat(stores.events).hasAtLeastOneElementOfType(DualWriteEvent.TombstonesKept.class);
    }

    @Test
    void whileTheFollowerIsUnreachableNothingIsRemovedAndTheLeaderIsNotTouched() {
        TwoStores stores = ledBy(Side.LEGACY);
        delete(stores, Side.LEGACY);
        ControlRecord before = stores.legacyBackend.control().read();
        stores.targetBackend.fail(Optional.of(new Fault(Fault.Kind.UNAVAILABLE, "down")));

        assertThat(refusal(stores.removeTombstones(Side.LEGACY, stores.module(), ALL)))
                .contains("down");

        assertThat(stores.legacyBackend.control().read()).isEqualTo(before);
        assertThat(stores.legacy.readTombstone(KEY)).isPresent();
        assertThat(stores.put(note("x")).outcome().isApplied()).isTrue();
    }

    @Test
    void whileTheLeadMovesNothingIsRemoved() {
        TwoStores stores = ledBy(Side.LEGACY);
        delete(stores, Side.LEGACY);
        ControlStore control = stores.legacyBackend.control();
        assertThat(control.compareAndSet(
                        control.read(),
                        new ControlRecord(Phase.MOVING, control.read().epoch())))
                .isTrue();

        assertThat(refusal(stores.removeTombstones(Side.LEGACY, stores.module(), ALL)))
                .contains("change of leader");
        assertThat(refusal(stores.removeTombstones(Side.TARGET, stores.module(), ALL)))
                .contains("does not lead");
    }

    @Test
    void a13_aRenewalOfAnotherProcessIsNotTakenForItsOwn() {
        TwoStores stores = ledBy(Side.LEGACY);
        delete(stores, Side.LEGACY);
        Paused<TombstoneRemovalResult> slow = Paused.before(
                "compareAndSet",
                ControlStore.class,
                stores.legacyBackend.control(),
                it -> stores.removeTombstones(
                        Side.LEGACY,
                        new ModuleStores("module", List.of(stores.pair()), it, stores.targetBackend.control()),
                        ALL));
        stores.removeTombstones(Side.LEGACY);

        assertThat(refusal(slow.resume())).contains("another process");
    }

    // Which tombstones.

    @Test
    void ageIsThatOfTheDeleteAndATombstoneWithoutATimeStays() {
        Instant now = Instant.parse("2026-01-10T00:00:00Z");
        TombstoneRetention week = TombstoneRetention.defaults();
        String old = token(now.minus(Duration.ofDays(8)));

        assertThat(week.isOver(new Image.Tombstone(KEY, new Stamp(1, old)), now))
                .isTrue();
        assertThat(week.isOver(new Image.Tombstone(KEY, new Stamp(1, token(now.minus(Duration.ofDays(6))))), now))
                .isFalse();
        assertThat(week.isOver(new Image.Tombstone(KEY, new Stamp(1, "no time")), now))
                .isFalse();
        assertThat(ALL.isOver(new Image.Tombstone(KEY, new Stamp(1, "no time")), now))
                .isTrue();
    }

    @Test
    void youngTombstonesStay() {
        TwoStores stores = ledBy(Side.LEGACY);
        Instant now = Instant.parse("2026-01-10T00:00:00Z");
        apply(stores, "old", token(now.minus(Duration.ofDays(8))));
        apply(stores, "young", token(now.minus(Duration.ofDays(6))));
        TombstoneRemoval removal =
                new TombstoneRemoval(stores.module(), ProtocolSettings.at(() -> now), stores.events::add);

        assertThat(removal.remove(Side.LEGACY, TombstoneRetention.defaults()))
                .isEqualTo(new TombstoneRemovalResult.Removed(2, 1, 1, false));

        assertThat(stores.legacy.readTombstone(RecordKey.global("old"))).isEmpty();
        assertThat(stores.legacy.readTombstone(RecordKey.global("young"))).isPresent();
        assertThat(stores.target.state(RecordKey.global("young"))).isPresent();
    }

    @Test
    void oneRemovalTakesABoundedNumberAndSaysThatThereAreMore() {
        TwoStores stores = ledBy(Side.LEGACY);
        for (int i = 0; i < 10; i++) {
            apply(stores, "k" + i, "d" + i);
        }

        assertThat(stores.removeTombstones(Side.LEGACY, stores.module(), ALL.withAtMost(7)))
                .isEqualTo(new TombstoneRemovalResult.Removed(2, 7, 7, true));
        assertThat(stores.removeTombstones(Side.LEGACY, stores.module(), ALL.withAtMost(7)))
                .isEqualTo(new TombstoneRemovalResult.Removed(3, 3, 3, false));
        assertThat(stores.events.stream()
                        .filter(DualWriteEvent.TombstoneRemovalProgress.class::isInstance)
                        .count())
                .as("batches of three in two stores")
                .isEqualTo(2 * (3 + 1));
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void aTombstoneThatIsMarkedWhenTheEpochIsRaisedStays(Side leader) {
        TwoStores stores = ledBy(leader);
        put(stores, leader, "T1");
        Written deleted = leader == Side.LEGACY ? stores.delete() : stores.targetDelete();
        assertThat(deleted.outcome().isApplied()).isTrue();

        assertThat(stores.removeTombstones(leader, stores.module(), ALL))
                .isEqualTo(new TombstoneRemovalResult.NothingToRemove());

        stores.assertConverges(leader);
        assertThat(stores.inTarget()).isEmpty();
        assertThat(stores.inLegacy()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void aKeyThatIsWrittenAndDeletedAgainMeanwhileKeepsItsTombstone(Side leader) {
        TwoStores stores = ledBy(leader);
        delete(stores, leader);
        Paused<TombstoneRemovalResult> slow = Paused.before(
                "removeTombstones",
                TargetStore.class,
                stores.target,
                it -> stores.removeTombstones(
                        leader,
                        new ModuleStores(
                                "module",
                                List.of(new EntityPair(TYPE, stores.legacy, it)),
                                stores.legacyBackend.control(),
                                stores.targetBackend.control()),
                        ALL));
        delete(stores, leader);
        Stamp later = stores.target.state(KEY).orElseThrow().stamp();

        assertThat(slow.resume()).isInstanceOf(TombstoneRemovalResult.Removed.class);

        assertThat(stores.target.state(KEY).orElseThrow().stamp()).isEqualTo(later);
        assertThat(stores.legacy.readTombstone(KEY).orElseThrow().stamp()).isEqualTo(later);
    }

    // Death in between.

    @ParameterizedTest
    @EnumSource(Side.class)
    void whatADeathBetweenTheStoresLeavesIsSafeAndGoesWithTheNextRemoval(Side leader) {
        TwoStores stores = ledBy(leader);
        delete(stores, leader);
        Paused<TombstoneRemovalResult> dying = leader == Side.LEGACY
                ? Paused.after("removeTombstones", TargetStore.class, stores.target, it -> removal(stores, leader, it))
                : Paused.after("removeTombstones", LegacyStore.class, stores.legacy, it -> removal(stores, leader, it));
        dying.die();
        assertThat(stores.legacy.readTombstone(KEY).isPresent()).isEqualTo(leader == Side.LEGACY);
        assertThat(stores.target.state(KEY).isPresent()).isEqualTo(leader == Side.TARGET);

        put(stores, leader, "between");
        stores.assertConverges(leader);
        delete(stores, leader);

        stores.removeTombstones(leader);
        assertThat(stores.legacy.readTombstone(KEY)).isEmpty();
        assertThat(stores.target.state(KEY)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void aTombstoneThatOnlyOneStoreHasGoesToo(Side leader) {
        TwoStores stores = ledBy(leader);
        RecordKey inLegacy = RecordKey.global("legacy");
        RecordKey inTarget = RecordKey.global("target");
        assertThat(stores.legacy
                        .applyTombstone(new Image.Tombstone(inLegacy, new Stamp(5, "d")))
                        .isDone())
                .isTrue();
        stores.target
                .plants()
                .putState(
                        inTarget,
                        new TargetState(new Stamp(5, "d"), true, Optional.empty(), OptionalLong.empty(), false));

        TombstoneRemovalResult.Removed removed = stores.removeTombstones(leader);

        assertThat(removed.fromLegacy()).isEqualTo(1);
        assertThat(removed.fromTarget()).isEqualTo(1);
        assertThat(stores.legacy.readTombstone(inLegacy)).isEmpty();
        assertThat(stores.target.state(inTarget)).isEmpty();
    }

    @Test
    void aStoreThatFailsInBetweenIsAResultWithWhatWasRemoved() {
        TwoStores stores = ledBy(Side.LEGACY);
        delete(stores, Side.LEGACY);
        Paused<TombstoneRemovalResult> slow = Paused.after(
                "removeTombstones", TargetStore.class, stores.target, it -> removal(stores, Side.LEGACY, it));
        stores.legacyBackend.fail(Optional.of(new Fault(Fault.Kind.UNAVAILABLE, "down")));

        TombstoneRemovalResult result = slow.resume();

        assertThat(result).isInstanceOfSatisfying(TombstoneRemovalResult.Stopped.class, it -> {
            assertThat(it.fromTarget()).isEqualTo(1);
            assertThat(it.fromLegacy()).isZero();
            assertThat(it.reason()).contains("down");
        });
    }

    // While the target leads.

    @Test
    void aReverseInsertOfTheFormerEpochIsRefusedOnceItsTombstoneIsGone() {
        TwoStores stores = ledBy(Side.TARGET);
        Written late = stores.targetPut(note("v1"));
        Paused<SendResult> slow =
                Paused.before("insertUnconfirmed", LegacyStore.class, stores.legacy, it -> stores.reverse(it, late));
        assertThat(stores.reverse(stores.targetDelete())).isInstanceOf(SendResult.Settled.class);
        stores.removeTombstones(Side.TARGET);

        assertThat(slow.resume()).isEqualTo(new SendResult.OutOfDate());

        assertThat(stores.inLegacy()).isEmpty();
        stores.assertConverges(Side.TARGET);
    }

    @Test
    void b9_aReverseInsertWhoseSenderDiedIsHeldAgainstTheTombstoneWhileThatIsStillThere() {
        TwoStores stores = ledBy(Side.TARGET);
        Written late = stores.targetPut(note("v1"));
        assertThat(stores.reverse(stores.targetDelete())).isInstanceOf(SendResult.Settled.class);
        Paused.after("insertUnconfirmed", LegacyStore.class, stores.legacy, it -> stores.reverse(it, late))
                .die();
        assertThat(stores.inLegacy()).contains(note("v1"));

        stores.removeTombstones(Side.TARGET);

        assertThat(stores.inLegacy()).isEmpty();
        stores.assertConverges(Side.TARGET);
    }

    @Test
    void aReverseUpdateOfTheFormerEpochFindsNothingToUpdate() {
        TwoStores stores = ledBy(Side.TARGET);
        assertThat(stores.reverse(stores.targetPut(note("v1")))).isInstanceOf(SendResult.Settled.class);
        Written late = stores.targetPut(note("v2"));
        Paused<SendResult> slow =
                Paused.before("updateIfLower", LegacyStore.class, stores.legacy, it -> stores.reverse(it, late));
        assertThat(stores.reverse(stores.targetDelete())).isInstanceOf(SendResult.Settled.class);
        stores.removeTombstones(Side.TARGET);

        assertThat(slow.resume()).isEqualTo(new SendResult.OutOfDate());

        assertThat(stores.inLegacy()).isEmpty();
        stores.assertConverges(Side.TARGET);
    }

    @Test
    void aLateReverseTombstoneHarmsNoLaterRecord() {
        TwoStores stores = ledBy(Side.TARGET);
        assertThat(stores.reverse(stores.targetPut(note("v1")))).isInstanceOf(SendResult.Settled.class);
        Written deleted = stores.targetDelete();
        assertThat(stores.reverse(deleted)).isInstanceOf(SendResult.Settled.class);
        Paused<SendResult> slow = Paused.before(
                "applyTombstone", LegacyStore.class, stores.legacy, it -> withoutTombstone(stores, it, deleted));
        stores.removeTombstones(Side.TARGET);
        assertThat(stores.reverse(stores.targetPut(note("v3")))).isInstanceOf(SendResult.Settled.class);

        assertThat(slow.resume()).isNotNull();

        assertThat(stores.inLegacy()).contains(note("v3"));
        stores.assertConverges(Side.TARGET);
        stores.removeTombstones(Side.TARGET);
        assertThat(stores.legacy.readTombstone(KEY)).isEmpty();
    }

    /** A second sender of the same delete, which had not yet found its tombstone there. */
    private static SendResult withoutTombstone(TwoStores stores, LegacyStore store, Written deleted) {
        assertThat(store.applyTombstone((Image.Tombstone) image(deleted))).isNotNull();
        return stores.reverse(store, deleted);
    }

    private static TwoStores ledBy(Side leader) {
        TwoStores stores = new TwoStores();
        return leader == Side.LEGACY ? stores : stores.ledByTarget();
    }

    private static void put(TwoStores stores, Side leader, String text) {
        SendResult sent = leader == Side.LEGACY
                ? stores.send(stores.put(note(text)))
                : stores.reverse(stores.targetPut(note(text)));
        assertThat(sent).isInstanceOf(SendResult.Settled.class);
    }

    /** A record that was there and was deleted, on both sides. */
    private static void delete(TwoStores stores, Side leader) {
        put(stores, leader, "deleted");
        SendResult sent = leader == Side.LEGACY ? stores.send(stores.delete()) : stores.reverse(stores.targetDelete());
        assertThat(sent).isInstanceOf(SendResult.Settled.class);
    }

    private static void apply(TwoStores stores, String id, String token) {
        Image.Tombstone tombstone = new Image.Tombstone(RecordKey.global(id), new Stamp(5, token));
        assertThat(stores.legacy.applyTombstone(tombstone).isDone()).isTrue();
        assertThat(stores.target.apply(tombstone, 1).settles()).isTrue();
    }

    private static String token(Instant at) {
        return new Ulids(() -> at, new Random(1)).next();
    }

    private static TombstoneRemovalResult removal(TwoStores stores, Side leader, TargetStore target) {
        return removal(stores, leader, new EntityPair(TYPE, stores.legacy, target));
    }

    private static TombstoneRemovalResult removal(TwoStores stores, Side leader, LegacyStore legacy) {
        return removal(stores, leader, new EntityPair(TYPE, legacy, stores.target));
    }

    private static TombstoneRemovalResult removal(TwoStores stores, Side leader, EntityPair pair) {
        return stores.removeTombstones(
                leader,
                new ModuleStores(
                        "module", List.of(pair), stores.legacyBackend.control(), stores.targetBackend.control()),
                ALL);
    }

    private static String refusal(TombstoneRemovalResult result) {
        assertThat(result).isInstanceOf(TombstoneRemovalResult.Refused.class);
        return ((TombstoneRemovalResult.Refused) result).reason();
    }
}
