// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.dualwrite.internal.reconcile.ReconcileResult;
import org.stellaops.persistence.dualwrite.internal.reconcile.ReconcileResult.Refused;
import org.stellaops.persistence.dualwrite.internal.replicate.SendResult;
import org.stellaops.persistence.spi.VersionStamp;

/** A pass counts each pending flag once, and says whether another pass may get further. */
class ReconcileResultTest {

    @Test
    void passesAddUp() {
        ReconcileResult one = new ReconcileResult(1, 2, 3, 4, 5, 6, List.of(refused("a")), false);
        ReconcileResult other = new ReconcileResult(10, 20, 30, 40, 50, 60, List.of(refused("b")), true);

        assertThat(one.plus(other))
                .isEqualTo(new ReconcileResult(11, 22, 33, 44, 55, 66, List.of(refused("a"), refused("b")), true));
        assertThat(one.plus(one).isCutShort()).isFalse();
        assertThat(other.plus(one).isCutShort()).isTrue();
        assertThat(one.seen()).isEqualTo(21);
        assertThat(one.cutShort()).isEqualTo(new ReconcileResult(1, 2, 3, 4, 5, 6, List.of(refused("a")), true));
    }

    @Test
    void onlyTheFirstRefusedStatesAreNamed() {
        ReconcileResult sum = ReconcileResult.EMPTY;
        for (int i = 0; i < 7; i++) {
            sum = sum.plus(ReconcileResult.of(TwoStores.KEY, new SendResult.Blocked("x", "reason " + i)));
        }

        assertThat(sum.blocked()).isEqualTo(7);
        assertThat(sum.refused()).hasSize(5).endsWith(refused("reason 4"));
    }

    @Test
    void eachResultCountsOnce() {
        assertThat(of(new SendResult.Replicated())).isEqualTo(new ReconcileResult(1, 0, 0, 0, 0, 0));
        assertThat(of(new SendResult.Bumped(new VersionStamp(1, "t"))))
                .isEqualTo(new ReconcileResult(0, 0, 1, 0, 0, 0));
        assertThat(of(new SendResult.MovedOn())).isEqualTo(ReconcileResult.SKIPPED);
        assertThat(of(new SendResult.LeftToIntent())).isEqualTo(ReconcileResult.SKIPPED);
        assertThat(of(new SendResult.OutOfDate())).isEqualTo(ReconcileResult.FAILED);
        assertThat(of(new SendResult.TryAgain())).isEqualTo(ReconcileResult.FAILED);
        assertThat(of(new SendResult.Blocked("x", "reason")))
                .isEqualTo(new ReconcileResult(0, 0, 0, 0, 1, 0, List.of(refused("reason")), false));
        assertThat(ReconcileResult.skipped(3).skipped()).isEqualTo(3);
    }

    @Test
    void aPassThatReplicatedSupersededOrBumpedMayBeFollowedByABetterOne() {
        assertThat(new ReconcileResult(1, 0, 0, 0, 0, 0).progressed()).isTrue();
        assertThat(ReconcileResult.SUPERSEDED.progressed()).isTrue();
        assertThat(new ReconcileResult(0, 0, 1, 0, 0, 0).progressed()).isTrue();
        assertThat(new ReconcileResult(0, 0, 0, 1, 1, 1).progressed()).isFalse();
    }

    private static ReconcileResult of(SendResult result) {
        return ReconcileResult.of(TwoStores.KEY, result);
    }

    private static Refused refused(String reason) {
        return new Refused(TwoStores.KEY, reason);
    }
}
