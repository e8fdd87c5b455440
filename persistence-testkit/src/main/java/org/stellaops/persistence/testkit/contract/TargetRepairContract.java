// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stellaops.persistence.testkit.contract.Contents.key;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.spi.ControlRecord.Phase;
import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.spi.TargetState;
import org.stellaops.persistence.spi.VersionBump;
import org.stellaops.persistence.spi.VersionStamp;

/** Clauses {@code TS-REPAIR}: version bumps and repairs of a target that leads, and what it does when it does not. */
public abstract class TargetRepairContract extends TargetContract {

    private static final VersionStamp HELD = stamp(7, "t");

    /** For subclasses. */
    protected TargetRepairContract() {}

    @Test
    @Clause("TS-REPAIR-1")
    final void aBumpChangesOnlyVersionAndPendingFlag() {
        Image.Present held = heldWhileLeading();

        assertThat(store().bump(bump(HELD, 20, EPOCH, VersionBump.When.ALWAYS))).isTrue();

        assertThat(store().image(KEY)).contains(image(KEY, stamp(20, "t"), held.content()));
        assertThat(store().state(KEY)).hasValueSatisfying(it -> {
            assertThat(it.storedHash()).contains(held.hash());
            assertThat(it.pendingEpoch()).hasValue(EPOCH);
            assertThat(it.deleted()).isFalse();
        });
    }

    @Test
    @Clause("TS-REPAIR-1")
    final void aBumpNeedsVersionAndToken() {
        Image.Present held = heldWhileLeading();

        for (VersionStamp wrong : new VersionStamp[] {stamp(6, "t"), stamp(8, "t"), stamp(7, "u")}) {
            assertThat(store().bump(bump(wrong, 20, EPOCH, VersionBump.When.ALWAYS)))
                    .isFalse();
        }

        assertHolds(held);
    }

    @Test
    @Clause("TS-REPAIR-2")
    final void aBumpOfASenderNeedsThePendingFlag() {
        Image.Present held = heldWhileLeading();

        assertThat(store().bump(bump(HELD, 20, EPOCH, VersionBump.When.PENDING)))
                .isFalse();
        assertHolds(held);

        assertThat(store().bump(bump(HELD, 20, EPOCH, VersionBump.When.ALWAYS))).isTrue();
        assertThat(store().bump(bump(stamp(20, "t"), 30, EPOCH, VersionBump.When.PENDING)))
                .isTrue();
        assertThat(store().image(KEY)).contains(image(KEY, stamp(30, "t"), OLD));
    }

    @Test
    @Clause("TS-REPAIR-3")
    final void theVersionOfATombstoneIsBumpedAsThatOfARecord() {
        following();
        assertThat(store().apply(tombstone(KEY, HELD), EPOCH)).isEqualTo(APPLIED);
        leading();

        assertThat(store().bump(bump(HELD, 20, EPOCH, VersionBump.When.PENDING)))
                .isFalse();
        assertThat(store().bump(bump(HELD, 20, EPOCH, VersionBump.When.ALWAYS))).isTrue();

        assertThat(store().image(KEY)).contains(tombstone(KEY, stamp(20, "t")));
        assertThat(store().pendingCount()).isEqualTo(1);
    }

    @Test
    @Clause("TS-REPAIR-4")
    final void aStoreThatDoesNotLeadBumpsNoVersion() {
        following();
        Image.Present held = given(KEY, HELD, OLD);

        assertThat(store().bump(bump(HELD, 20, EPOCH, VersionBump.When.ALWAYS))).isFalse();
        assertThat(store().bump(bump(HELD, 20, EPOCH + 1, VersionBump.When.ALWAYS)))
                .isFalse();

        assertHolds(held);
    }

    @Test
    @Clause("TS-REPAIR-4")
    final void aLeadingStoreBumpsVersionsInItsOwnEpochOnly() {
        Image.Present held = heldWhileLeading();

        assertThat(store().bump(bump(HELD, 20, EPOCH - 1, VersionBump.When.ALWAYS)))
                .isFalse();
        assertThat(store().bump(bump(HELD, 20, EPOCH + 1, VersionBump.When.ALWAYS)))
                .isFalse();

        assertHolds(held);
    }

    @Test
    @Clause("TS-REPAIR-5")
    final void whileTheLeadMovesOnlyTheDrainBumpsVersions() {
        Image.Present held = heldWhileLeading();
        control(Phase.MOVING, EPOCH);

        assertThat(store().bump(bump(HELD, 20, EPOCH, VersionBump.When.ALWAYS))).isFalse();
        assertHolds(held);

        assertThat(store().bump(bump(HELD, 20, EPOCH + 1, VersionBump.When.ALWAYS)))
                .isTrue();
        assertThat(store().state(KEY)).hasValueSatisfying(it -> {
            assertThat(it.stamp()).isEqualTo(stamp(20, "t"));
            assertThat(it.pendingEpoch()).hasValue(EPOCH + 1);
        });
    }

    @Test
    @Clause("TS-REPAIR-6")
    final void aRepairPutsATombstoneWhereNothingIs() {
        leading();

        assertThat(store().repairTombstone(Optional.of(HELD), tombstone(KEY, stamp(9, "d")), EPOCH))
                .isFalse();
        assertThat(store().state(KEY)).isEmpty();

        assertThat(store().repairTombstone(Optional.empty(), tombstone(KEY, stamp(9, "d")), EPOCH))
                .isTrue();
        assertThat(store().image(KEY)).contains(tombstone(KEY, stamp(9, "d")));
        assertThat(store().state(KEY).map(TargetState::isPending)).contains(true);
        assertThat(store().pending(Optional.empty(), 10)).containsExactly(tombstone(KEY, stamp(9, "d")));
    }

    @Test
    @Clause("TS-REPAIR-6")
    final void aRepairReplacesExactlyTheExpectedTombstone() {
        following();
        assertThat(store().apply(tombstone(KEY, HELD), EPOCH)).isEqualTo(APPLIED);
        leading();

        assertThat(store().repairTombstone(Optional.empty(), tombstone(KEY, stamp(9, "d")), EPOCH))
                .isFalse();
        assertThat(store().repairTombstone(Optional.of(stamp(7, "u")), tombstone(KEY, stamp(9, "d")), EPOCH))
                .isFalse();
        assertThat(store().image(KEY)).contains(tombstone(KEY, HELD));

        assertThat(store().repairTombstone(Optional.of(HELD), tombstone(KEY, stamp(9, "d")), EPOCH))
                .isTrue();
        assertThat(store().image(KEY)).contains(tombstone(KEY, stamp(9, "d")));
    }

    @Test
    @Clause("TS-REPAIR-6")
    final void aRepairSparesARecord() {
        Image.Present held = heldWhileLeading();

        assertThat(store().repairTombstone(Optional.of(HELD), tombstone(KEY, stamp(9, "d")), EPOCH))
                .isFalse();

        assertHolds(held);
    }

    @Test
    @Clause("TS-REPAIR-7")
    final void aRepairTakesNoEffectWhileTheLeadMovesOrInAnotherEpoch() {
        control(Phase.MOVING, EPOCH);
        assertThat(store().repairTombstone(Optional.empty(), tombstone(KEY, stamp(9, "d")), EPOCH))
                .isFalse();
        leading();
        assertThat(store().repairTombstone(Optional.empty(), tombstone(KEY, stamp(9, "d")), EPOCH - 1))
                .isFalse();
        assertThat(store().repairTombstone(Optional.empty(), tombstone(KEY, stamp(9, "d")), EPOCH + 1))
                .isFalse();

        assertThat(store().state(KEY)).isEmpty();
    }

    @Test
    @Clause("TS-REPAIR-7")
    final void aStoreThatDoesNotLeadRepairsNothing() {
        following();

        assertThat(store().repairTombstone(Optional.empty(), tombstone(KEY, stamp(9, "d")), EPOCH))
                .isFalse();

        assertThat(store().state(KEY)).isEmpty();
    }

    @Test
    @Clause("TS-REPAIR-8")
    final void aStaleWriteIsKeptBesideTheRecordsAndMayBeReportedAgain() {
        Image.Present held = heldWhileLeading();
        Image.Present staleWrite = image(KEY, stamp(6, "s"), NEW);

        store().reportStaleWrite(staleWrite, EPOCH - 1);
        store().reportStaleWrite(staleWrite, EPOCH - 1);
        store().reportStaleWrite(tombstone(key("other"), stamp(6, "d")), EPOCH - 1);

        assertHolds(held);
        assertThat(store().state(key("other"))).isEmpty();
        assertThat(store().count()).isEqualTo(1);
    }

    private Image.Present heldWhileLeading() {
        following();
        Image.Present held = given(KEY, HELD, OLD);
        leading();
        return held;
    }

    private static VersionBump bump(VersionStamp expected, long version, long epoch, VersionBump.When when) {
        return new VersionBump(KEY, expected, version, epoch, when);
    }
}
