// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.spi.LegacyRecord;
import org.stellaops.persistence.spi.LegacyTombstone;
import org.stellaops.persistence.spi.StepResult;
import org.stellaops.persistence.spi.VersionBump;
import org.stellaops.persistence.spi.VersionStamp;

/**
 * Clauses {@code LS-MARK}: pending flags are cleared, kept and set again for exactly one state; claims; version stamps.
 */
public abstract class LegacyPendingFlagContract extends LegacyContract {

    private static final StepResult DONE = new StepResult.Done();

    private static final StepResult NO_MATCH = new StepResult.NoMatch();

    private static final VersionStamp DELETE = stamp(8, "d");

    /** For subclasses. */
    protected LegacyPendingFlagContract() {}

    @Test
    @Clause("LS-MARK-1")
    final void aPendingFlagIsTakenFromExactlyOneState() {
        Image.Present image = given(KEY, stamp(7, "t"), OLD);

        assertThat(store().clearPending(KEY, stamp(6, "t"))).isFalse();
        assertThat(store().clearPending(KEY, stamp(8, "t"))).isFalse();
        assertThat(store().clearPending(KEY, stamp(7, "u"))).isFalse();
        assertThat(store().read(KEY)).contains(pending(image, EPOCH));

        assertThat(store().clearPending(KEY, stamp(7, "t"))).isTrue();
        assertThat(store().read(KEY)).contains(notPending(image));
    }

    @Test
    @Clause("LS-MARK-1")
    final void thereIsNoPendingFlagToTakeWhereNothingIs() {
        assertThat(store().clearPending(KEY, stamp(7, "t"))).isFalse();
        assertThat(store().clearTombstonePending(KEY, DELETE)).isFalse();
    }

    @Test
    @Clause("LS-MARK-2")
    final void aPendingFlagIsTakenFromExactlyOneStateOfATombstone() {
        givenIntent();

        assertThat(store().clearTombstonePending(KEY, stamp(7, "d"))).isFalse();
        assertThat(store().clearTombstonePending(KEY, stamp(8, "e"))).isFalse();
        assertThat(store().readTombstone(KEY))
                .hasValueSatisfying(it -> assertThat(it.isPending()).isTrue());

        assertThat(store().clearTombstonePending(KEY, DELETE)).isTrue();
        assertThat(store().readTombstone(KEY)).hasValueSatisfying(it -> {
            assertThat(it.stamp()).isEqualTo(DELETE);
            assertThat(it.isPending()).isFalse();
        });
    }

    @Test
    @Clause("LS-MARK-3")
    final void aBumpChangesOnlyVersionAndPendingFlag() {
        Image.Present image = given(KEY, stamp(7, "t"), OLD);

        assertThat(store().bump(new VersionBump(KEY, stamp(7, "t"), 20, EPOCH + 1, VersionBump.When.PENDING)))
                .isEqualTo(DONE);

        assertThat(store().read(KEY)).contains(pending(image(KEY, stamp(20, "t"), image.content()), EPOCH + 1));
    }

    @Test
    @Clause("LS-MARK-3")
    final void aBumpNeedsVersionAndToken() {
        Image.Present image = given(KEY, stamp(7, "t"), OLD);

        for (VersionStamp wrong : new VersionStamp[] {stamp(6, "t"), stamp(8, "t"), stamp(7, "u")}) {
            assertThat(store().bump(new VersionBump(KEY, wrong, 20, EPOCH, VersionBump.When.PENDING)))
                    .isEqualTo(NO_MATCH);
            assertThat(store().bump(new VersionBump(KEY, wrong, 20, EPOCH, VersionBump.When.ALWAYS)))
                    .isEqualTo(NO_MATCH);
        }

        assertThat(store().read(KEY)).contains(pending(image, EPOCH));
    }

    @Test
    @Clause("LS-MARK-4")
    final void aBumpOfASenderNeedsThePendingFlag() {
        Image.Present image = givenNotPending(KEY, stamp(7, "t"), OLD);

        assertThat(store().bump(new VersionBump(KEY, stamp(7, "t"), 20, EPOCH, VersionBump.When.PENDING)))
                .isEqualTo(NO_MATCH);
        assertThat(store().read(KEY)).contains(notPending(image));

        assertThat(store().bump(new VersionBump(KEY, stamp(7, "t"), 20, EPOCH, VersionBump.When.ALWAYS)))
                .isEqualTo(DONE);
        assertThat(store().read(KEY)).contains(pending(image(KEY, stamp(20, "t"), OLD), EPOCH));
    }

    @Test
    @Clause("LS-MARK-5")
    final void theVersionOfATombstoneIsBumpedUnderTheSameRules() {
        LegacyTombstone intent = givenIntent();

        assertThat(store().bumpTombstone(new VersionBump(KEY, stamp(8, "e"), 20, EPOCH, VersionBump.When.ALWAYS)))
                .isEqualTo(NO_MATCH);
        assertThat(store().bumpTombstone(new VersionBump(KEY, DELETE, 20, EPOCH + 1, VersionBump.When.PENDING)))
                .isEqualTo(DONE);
        assertThat(store().readTombstone(KEY)).hasValueSatisfying(it -> {
            assertThat(it.stamp()).isEqualTo(stamp(20, "d"));
            assertThat(it.pendingEpoch()).hasValue(EPOCH + 1);
            assertThat(it.victim()).isEqualTo(intent.victim());
        });
    }

    @Test
    @Clause("LS-MARK-5")
    final void theVersionOfATombstoneThatIsNotPendingIsBumpedOnlyByARepair() {
        givenIntent();
        assertThat(store().clearTombstonePending(KEY, DELETE)).isTrue();

        assertThat(store().bumpTombstone(new VersionBump(KEY, DELETE, 20, EPOCH, VersionBump.When.PENDING)))
                .isEqualTo(NO_MATCH);
        assertThat(store().bumpTombstone(new VersionBump(KEY, DELETE, 20, EPOCH, VersionBump.When.ALWAYS)))
                .isEqualTo(DONE);

        assertThat(store().readTombstone(KEY)).hasValueSatisfying(it -> {
            assertThat(it.stamp()).isEqualTo(stamp(20, "d"));
            assertThat(it.pendingEpoch()).hasValue(EPOCH);
        });
    }

    @Test
    @Clause("LS-MARK-6")
    final void aClaimNeedsVersionAndTokenAndMayBeRepeated() {
        givenIntent();

        assertThat(store().claim(KEY, stamp(7, "d"), "me")).isFalse();
        assertThat(store().claim(KEY, stamp(8, "e"), "me")).isFalse();
        assertThat(store().readTombstone(KEY))
                .hasValueSatisfying(it -> assertThat(it.claimedBy()).isEmpty());

        assertThat(store().claim(KEY, DELETE, "me")).isTrue();
        assertThat(store().readTombstone(KEY)).hasValueSatisfying(it -> {
            assertThat(it.claimedBy()).contains("me");
            assertThat(it.isLiveIntentFor(stamp(7, "t"))).isTrue();
        });
        assertThat(store().claim(KEY, DELETE, "another")).isTrue();

        assertThat(store().clearTombstonePending(KEY, DELETE)).isTrue();
        assertThat(store().claim(KEY, DELETE, "too late")).isFalse();
        assertThat(store().readTombstone(KEY))
                .hasValueSatisfying(it -> assertThat(it.claimedBy()).contains("another"));
    }

    @Test
    @Clause("LS-MARK-7")
    final void aStampIsGivenToADocumentThatHasNone() {
        putUnversioned(KEY, OLD);
        Image.Present stamped = image(KEY, stamp(4, "s"), OLD);

        assertThat(store().stamp(KEY, stamped.stamp(), stamped.hash(), EPOCH)).isEqualTo(DONE);

        assertThat(store().read(KEY)).contains(pending(stamped, EPOCH));
    }

    @Test
    @Clause("LS-MARK-7")
    final void aStampIsNotGivenToAStampedOrAbsentRecord() {
        Image.Present image = given(KEY, stamp(7, "t"), OLD);
        assertThat(store().stamp(KEY, stamp(9, "s"), image.hash(), EPOCH)).isEqualTo(NO_MATCH);
        assertThat(store().read(KEY)).contains(pending(image, EPOCH));

        assertThat(store().stamp(Contents.key("absent"), stamp(9, "s"), image.hash(), EPOCH))
                .isEqualTo(NO_MATCH);
        assertThat(store().read(Contents.key("absent"))).isEmpty();
    }

    @Test
    @Clause("LS-MARK-8")
    final void aBumpKeepsWhatIsProvisional() {
        LegacyRecord.Provisional by = new LegacyRecord.Provisional(EPOCH, "a");
        Image.Present image = image(KEY, stamp(7, "t"), OLD);
        assertThat(store().insertProvisional(image, by)).isEqualTo(DONE);

        assertThat(store().bump(new VersionBump(KEY, stamp(7, "t"), 20, EPOCH, VersionBump.When.ALWAYS)))
                .isEqualTo(DONE);

        assertThat(store().read(KEY)).hasValueSatisfying(it -> {
            assertThat(it.provisional()).contains(by);
            assertThat(it.pendingEpoch()).hasValue(EPOCH);
        });
    }

    @Test
    @Clause("LS-MARK-9")
    final void manyPendingFlagsAreTakenEachFromExactlyOneState() {
        Image.Present first = given(Contents.key("first"), stamp(7, "t"), OLD);
        Image.Present moved = given(Contents.key("moved"), stamp(9, "v"), NEW);
        Image.Present last = given(Contents.key("last"), stamp(7, "t"), OLD);
        LegacyTombstone intent = givenIntent();

        assertThat(store().clearPendingFlags(List.<Image>of(
                        first,
                        image(moved.key(), stamp(8, "v"), NEW),
                        intent.image(),
                        image(Contents.key("absent"), stamp(7, "t"), OLD),
                        new Image.Tombstone(Contents.key("nowhere"), DELETE),
                        last)))
                .containsExactly(true, false, true, false, false, true);

        assertThat(store().read(first.key())).contains(notPending(first));
        assertThat(store().read(moved.key())).contains(pending(moved, EPOCH));
        assertThat(store().read(last.key())).contains(notPending(last));
        assertThat(store().readTombstone(KEY))
                .hasValueSatisfying(it -> assertThat(it.isPending()).isFalse());
        assertThat(store().pendingCount()).isEqualTo(1);
    }

    @CanIgnoreReturnValue
    private LegacyTombstone givenIntent() {
        LegacyTombstone intent = intent(KEY, DELETE, stamp(7, "t"));
        assertThat(store().insertTombstone(intent)).isEqualTo(DONE);
        return intent;
    }
}
