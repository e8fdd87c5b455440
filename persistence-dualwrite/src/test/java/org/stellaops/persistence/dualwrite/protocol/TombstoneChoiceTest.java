// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stellaops.persistence.dualwrite.protocol.Removals.ALL;
import static org.stellaops.persistence.dualwrite.protocol.Removals.delete;
import static org.stellaops.persistence.dualwrite.protocol.Removals.ledBy;
import static org.stellaops.persistence.dualwrite.protocol.Removals.put;
import static org.stellaops.persistence.dualwrite.protocol.Removals.removal;
import static org.stellaops.persistence.dualwrite.protocol.TwoStores.KEY;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent;
import org.stellaops.persistence.dualwrite.internal.tombstone.TombstoneRemoval;
import org.stellaops.persistence.dualwrite.internal.write.LeaderWriteResult;
import org.stellaops.persistence.dualwrite.settings.ProtocolSettings;
import org.stellaops.persistence.dualwrite.settings.Ulids;
import org.stellaops.persistence.dualwrite.tombstone.TombstoneRemovalResult;
import org.stellaops.persistence.dualwrite.tombstone.TombstoneRetention;
import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.spi.LegacyStore;
import org.stellaops.persistence.spi.TargetState;
import org.stellaops.persistence.spi.TargetStore;
import org.stellaops.persistence.spi.VersionStamp;

/** Section 3.5 of the specification: which tombstones go, and what a death in between leaves. */
class TombstoneChoiceTest {

    @Test
    void ageIsThatOfTheDeleteAndATombstoneWithoutATimeStays() {
        Instant now = Instant.parse("2026-01-10T00:00:00Z");
        TombstoneRetention week = TombstoneRetention.defaults();
        String old = token(now.minus(Duration.ofDays(8)));

        assertThat(week.isOver(new Image.Tombstone(KEY, new VersionStamp(1, old)), now))
                .isTrue();
        assertThat(week.isOver(
                        new Image.Tombstone(KEY, new VersionStamp(1, token(now.minus(Duration.ofDays(6))))), now))
                .isFalse();
        assertThat(week.isOver(new Image.Tombstone(KEY, new VersionStamp(1, "no time")), now))
                .isFalse();
        assertThat(ALL.isOver(new Image.Tombstone(KEY, new VersionStamp(1, "no time")), now))
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
    void aTombstoneThatIsPendingWhenTheEpochIsRaisedStays(Side leader) {
        TwoStores stores = ledBy(leader);
        put(stores, leader, "T1");
        LeaderWriteResult deleted = leader == Side.LEGACY ? stores.delete() : stores.targetDelete();
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
        Paused<TombstoneRemovalResult> slow =
                Paused.before("removeTombstones", TargetStore.class, stores.target, it -> removal(stores, leader, it));
        delete(stores, leader);
        VersionStamp later = stores.target.state(KEY).orElseThrow().stamp();

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
                        .applyTombstone(new Image.Tombstone(inLegacy, new VersionStamp(5, "d")))
                        .isDone())
                .isTrue();
        stores.target
                .injected()
                .putState(
                        inTarget,
                        new TargetState(new VersionStamp(5, "d"), true, Optional.empty(), OptionalLong.empty(), false));

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

    private static void apply(TwoStores stores, String id, String token) {
        Image.Tombstone tombstone = new Image.Tombstone(RecordKey.global(id), new VersionStamp(5, token));
        assertThat(stores.legacy.applyTombstone(tombstone).isDone()).isTrue();
        assertThat(stores.target.apply(tombstone, 1).replicates()).isTrue();
    }

    private static String token(Instant at) {
        return new Ulids(() -> at, new Random(1)).next();
    }
}
