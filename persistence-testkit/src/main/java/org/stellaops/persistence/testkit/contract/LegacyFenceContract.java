// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stellaops.persistence.testkit.contract.Contents.key;

import org.junit.jupiter.api.Test;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.spi.ControlStore;
import org.stellaops.persistence.spi.ControlStore.FenceStrength;
import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.spi.LegacyRecord;
import org.stellaops.persistence.spi.LegacyStore.Unversioned;
import org.stellaops.persistence.spi.StepResult;
import org.stellaops.persistence.spi.VersionBump;
import org.stellaops.persistence.value.Struct;

/** Clauses {@code LS-FENCE}: a fence rejects, in the statement itself, writes of earlier epochs. */
public abstract class LegacyFenceContract extends LegacyContract {

    private static final StepResult DONE = new StepResult.Done();

    private static final StepResult FENCED = new StepResult.Fenced();

    private static final RecordKey OTHER = key("other");

    /** For subclasses. */
    protected LegacyFenceContract() {}

    @Test
    @Clause("LS-FENCE-1")
    final void aFenceStandsWhereItWasRaised() {
        assertThat(backend().control().fenceEpoch()).isZero();

        raiseFence(EPOCH);
        assertThat(backend().control().fenceEpoch()).isEqualTo(EPOCH);
        raiseFence(EPOCH);
        raiseFence(EPOCH + 2);

        assertThat(backend().control().fenceEpoch()).isEqualTo(EPOCH + 2);
    }

    @Test
    @Clause("LS-FENCE-2")
    final void pendingFlagsOfAFormerEpochAreRefused() {
        Image.Present held = given(KEY, stamp(7, "t"), OLD);
        raiseFence(EPOCH + 1);

        assertThat(store().insert(image(OTHER, stamp(1, "u"), NEW), EPOCH)).isEqualTo(FENCED);
        assertThat(store().insertProvisional(
                                image(OTHER, stamp(1, "u"), NEW), new LegacyRecord.Provisional(EPOCH, "a")))
                .isEqualTo(FENCED);
        assertThat(store().replace(stamp(7, "t"), image(KEY, stamp(8, "u"), NEW), EPOCH))
                .isEqualTo(FENCED);
        assertThat(store().bump(new VersionBump(KEY, stamp(7, "t"), 9, EPOCH, VersionBump.When.PENDING)))
                .isEqualTo(FENCED);

        assertThat(store().read(OTHER)).isEmpty();
        assertThat(store().read(KEY)).contains(pending(held, EPOCH));
    }

    @Test
    @Clause("LS-FENCE-2")
    final void intentsAndStampsOfAFormerEpochAreRefused() {
        putUnversioned(KEY, OLD);
        assertThat(store().insertTombstone(intent(OTHER, stamp(2, "d"), stamp(1, "t"))))
                .isEqualTo(DONE);
        raiseFence(EPOCH + 1);

        assertThat(store().insertTombstone(intent(KEY, stamp(2, "d"), stamp(1, "t"))))
                .isEqualTo(FENCED);
        assertThat(store().replaceTombstone(stamp(2, "d"), intent(OTHER, stamp(3, "e"), stamp(1, "t"))))
                .isEqualTo(FENCED);
        assertThat(store().stamp(
                                KEY,
                                stamp(1, "s"),
                                Image.Present.of(KEY, stamp(1, "s"), OLD).hash(),
                                EPOCH))
                .isEqualTo(FENCED);

        assertThat(store().readTombstone(KEY)).isEmpty();
        assertThat(store().readTombstone(OTHER)).contains(intent(OTHER, stamp(2, "d"), stamp(1, "t")));
        assertThat(store().read(KEY)).contains(unversioned(KEY, OLD));
    }

    @Test
    @Clause("LS-FENCE-3")
    final void pendingFlagsOfTheFencesEpochPass() {
        Image.Present held = given(KEY, stamp(7, "t"), OLD);
        raiseFence(EPOCH + 1);

        assertThat(store().insert(image(OTHER, stamp(1, "u"), NEW), EPOCH + 1)).isEqualTo(DONE);
        assertThat(store().bump(new VersionBump(KEY, stamp(7, "t"), 9, EPOCH + 1, VersionBump.When.PENDING)))
                .isEqualTo(DONE);

        assertThat(store().read(KEY)).contains(pending(image(KEY, stamp(9, "t"), held.content()), EPOCH + 1));
    }

    @Test
    @Clause("LS-FENCE-4")
    final void clearingApplyingAndDeletingPassEveryFence() {
        given(KEY, stamp(7, "t"), OLD);
        assertThat(store().insertTombstone(intent(OTHER, stamp(2, "d"), stamp(1, "t"))))
                .isEqualTo(DONE);
        raiseFence(EPOCH + 1);

        assertThat(store().clearPending(KEY, stamp(7, "t"))).isTrue();
        assertThat(store().clearTombstonePending(OTHER, stamp(2, "d"))).isTrue();
        assertThat(store().updateIfLower(image(KEY, stamp(8, "u"), NEW))).isEqualTo(DONE);
        assertThat(store().applyTombstone(new Image.Tombstone(KEY, stamp(9, "e"))))
                .isEqualTo(DONE);
        assertThat(store().deleteLower(KEY, 9, Unversioned.INCLUDED)).isTrue();
    }

    @Test
    @Clause("LS-FENCE-4")
    final void aClaimPassesEveryFence() {
        assertThat(store().insertTombstone(intent(KEY, stamp(2, "d"), stamp(1, "t"))))
                .isEqualTo(DONE);
        raiseFence(EPOCH + 1);

        assertThat(store().claim(KEY, stamp(2, "d"), "me")).isTrue();

        assertThat(store().readTombstone(KEY)).hasValueSatisfying(it -> {
            assertThat(it.claimedBy()).contains("me");
            assertThat(it.isLiveIntentFor(stamp(1, "t"))).isTrue();
        });
        assertThat(store().clearTombstonePending(KEY, stamp(2, "d"))).isTrue();
    }

    @Test
    @Clause("LS-FENCE-5")
    final void writersThatBypassTheLibraryAreNotAffected() {
        raiseFence(EPOCH);

        putUnversioned(KEY, OLD);

        assertThat(store().read(KEY)).contains(unversioned(KEY, OLD));
    }

    @Test
    @Clause("LS-FENCE-6")
    final void anUpdateThatWouldKeepAProvisionalPendingFlagOfAFormerEpochIsRefused() {
        LegacyRecord.Provisional former = new LegacyRecord.Provisional(EPOCH, "a");
        Image.Present held = image(KEY, stamp(7, "t"), OLD);
        assertThat(store().insertProvisional(held, former)).isEqualTo(DONE);
        raiseFence(EPOCH + 1);

        assertThat(store().updateIfLower(image(KEY, stamp(8, "u"), NEW))).isEqualTo(FENCED);
        assertThat(store().read(KEY)).contains(provisional(held, former));

        assertThat(store().confirm(KEY, 7, "a")).isTrue();
        assertThat(store().updateIfLower(image(KEY, stamp(8, "u"), NEW))).isEqualTo(DONE);
    }

    @Test
    @Clause("LS-FENCE-7")
    final void aFenceHoldsForStoresThatAreOpenedLater() {
        raiseFence(EPOCH + 1);
        RecordKey ticket = key("000000000000000000000001");

        assertThat(store(ContractTypes.TICKETS)
                        .insert(
                                image(
                                        ticket,
                                        stamp(1, "t"),
                                        Struct.builder().put("order", "1").build()),
                                EPOCH))
                .isEqualTo(FENCED);
    }

    @Test
    @Clause("LS-FENCE-8")
    final void aFenceThatIsDistrustedIsTakenForAbsentAndGoesOnRefusing() {
        ControlStore control = backend().control();
        raiseFence(EPOCH + 1);
        assertThat(control.mayFenceBeWeak()).isFalse();

        control.distrustFence("one");
        control.distrustFence("another");
        assertThat(control.fenceEpoch()).isZero();
        assertThat(store().insert(image(KEY, stamp(1, "u"), NEW), EPOCH)).isEqualTo(FENCED);
        control.trustFence("one");
        assertThat(control.distrustingFence()).containsExactly("another");
        assertThat(control.fenceEpoch()).isZero();

        control.trustFence("another");
        assertThat(control.fenceEpoch()).isEqualTo(EPOCH + 1);
    }

    @Test
    @Clause("LS-FENCE-8")
    final void aStrongRaiseEndsEveryDistrust() {
        ControlStore control = backend().control();
        control.distrustFence("one");

        raiseFence(EPOCH + 1);

        assertThat(control.distrustingFence()).isEmpty();
        assertThat(control.fenceEpoch()).isEqualTo(EPOCH + 1);
    }

    private void raiseFence(long epoch) {
        assertThat(backend().control().raiseFence(epoch)).isEqualTo(FenceStrength.STRONG);
    }
}
