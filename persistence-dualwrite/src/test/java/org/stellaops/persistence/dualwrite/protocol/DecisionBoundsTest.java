// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.stellaops.persistence.dualwrite.internal.control.EpochView;
import org.stellaops.persistence.dualwrite.internal.replicate.AnswerDecision;
import org.stellaops.persistence.dualwrite.internal.replicate.AnswerDecision.Next;
import org.stellaops.persistence.dualwrite.internal.replicate.RecordDecision;
import org.stellaops.persistence.dualwrite.internal.replicate.Resend;
import org.stellaops.persistence.dualwrite.internal.replicate.SendResult;
import org.stellaops.persistence.spi.ApplyAnswer;
import org.stellaops.persistence.spi.ControlRecord;
import org.stellaops.persistence.spi.ControlRecord.Phase;
import org.stellaops.persistence.spi.ControlStore;
import org.stellaops.persistence.spi.LegacyTombstone;
import org.stellaops.persistence.spi.VersionStamp;
import org.stellaops.persistence.spi.Versions;
import org.stellaops.persistence.testkit.memory.MemoryLegacyBackend;

/** The pure decisions at their bounds: one version, one epoch, more or less. */
class DecisionBoundsTest {

    private static final VersionStamp RECORD = new VersionStamp(Versions.base(1) + 7, "r");

    @ParameterizedTest
    @CsvSource({"6, true", "7, false", "8, false"})
    void aRecordIsSentOnlyFromAboveItsTombstone(long counter, boolean sent) {
        LegacyTombstone tombstone = new LegacyTombstone(
                TwoStores.KEY,
                new VersionStamp(Versions.base(1) + counter, "d"),
                Optional.empty(),
                OptionalLong.of(1),
                Optional.empty());

        RecordDecision decision = RecordDecision.decide(RECORD, Optional.of(tombstone), 1);

        assertThat(decision instanceof RecordDecision.Send).isEqualTo(sent);
        if (decision instanceof RecordDecision.VersionBump it) {
            assertThat(it.version()).isEqualTo(Versions.base(1) + Math.max(7, counter) + 1);
        }
    }

    @ParameterizedTest
    @CsvSource({"9, 1, 1", "1, 9, 1", "1, 1, 9"})
    void aStaleAnswerAllocatesAboveLeaderFollowerAndTombstone(long sent, long held, long tombstone) {
        Next next = AnswerDecision.decide(
                new ApplyAnswer.Stale(new VersionStamp(held, "h")), new VersionStamp(sent, "s"), tombstone, 0);

        assertThat(next).isEqualTo(new Next.VersionBump(10));
        assertThat(AnswerDecision.decide(
                        new ApplyAnswer.Differs(new VersionStamp(held, "h")),
                        new VersionStamp(sent, "s"),
                        tombstone,
                        3))
                .isEqualTo(new Next.VersionBump(Versions.base(3) + 1));
    }

    @Test
    void onlyAnAnswerForWhichTheLeaderBumpsNeedsItsTombstone() {
        assertThat(AnswerDecision.needsTombstone(new ApplyAnswer.Stale(RECORD))).isTrue();
        assertThat(AnswerDecision.needsTombstone(new ApplyAnswer.Differs(RECORD)))
                .isTrue();
        assertThat(AnswerDecision.needsTombstone(new ApplyAnswer.Applied())).isFalse();
        assertThat(AnswerDecision.needsTombstone(new ApplyAnswer.Refused("too long")))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "3, 3"})
    void aKeyIsSentAgainUntilItsAttemptsAreUsedUp(int attempts, int sent) {
        AtomicInteger sends = new AtomicInteger();
        Supplier<SendResult> bumped = () -> {
            sends.incrementAndGet();
            return new SendResult.Bumped(RECORD);
        };

        assertThat(Resend.whileBumped(attempts, bumped, bumped)).isEqualTo(new SendResult.Bumped(RECORD));
        assertThat(sends).hasValue(sent);
        assertThat(Resend.whileBumped(attempts, SendResult.MovedOn::new, bumped))
                .isEqualTo(new SendResult.MovedOn());
        assertThat(sends).hasValue(sent);
    }

    /** An epoch advance raises the control record first, and the fence right after it. */
    @ParameterizedTest
    @CsvSource({"0, false", "1, false", "2, true", "3, true", "4, true"})
    void aFenceStandsFromTheEpochBefore(long fence, boolean confirmedWithoutAsking) {
        MemoryLegacyBackend backend = new MemoryLegacyBackend(ControlStore.FenceStrength.STRONG);
        ControlStore control = backend.control();
        assertThat(control.initialise(new ControlRecord(Phase.STEADY, 3)).epoch())
                .isEqualTo(3);
        if (fence > 0) {
            assertThat(control.raiseFence(fence)).isNotNull();
        }
        EpochView epochs = EpochView.confirming(control, Duration.ofDays(1), () -> 1);
        assertThat(epochs.steadyEpoch()).hasValue(3);
        assertThat(control.compareAndSet(control.read(), new ControlRecord(Phase.AWAY, 5)))
                .isTrue();

        assertThat(epochs.confirms(3)).isEqualTo(confirmedWithoutAsking);
    }

    @ParameterizedTest
    @CsvSource({"STEADY, 3, true", "STEADY, 4, true", "STEADY, 5, false", "MOVING, 3, false", "AWAY, 3, false"})
    void withoutAFenceAWriteIsConfirmedInItsEpochOrTheNext(Phase phase, long epoch, boolean confirmed) {
        ControlStore control = new MemoryLegacyBackend(ControlStore.FenceStrength.WEAK).control();
        assertThat(control.initialise(new ControlRecord(phase, epoch)).epoch()).isEqualTo(epoch);

        assertThat(EpochView.confirming(control, Duration.ofDays(1), () -> 1).confirms(3))
                .isEqualTo(confirmed);
    }

    @Test
    void whatIsForgottenIsReadAgainButThatAFenceStoodIsNot() {
        ControlStore control = new MemoryLegacyBackend(ControlStore.FenceStrength.STRONG).control();
        assertThat(control.initialise(new ControlRecord(Phase.STEADY, 3)).epoch())
                .isEqualTo(3);
        assertThat(control.raiseFence(3)).isEqualTo(ControlStore.FenceStrength.STRONG);
        EpochView epochs = EpochView.confirming(control, Duration.ofDays(1), () -> 1);
        assertThat(epochs.steadyEpoch()).hasValue(3);
        assertThat(control.compareAndSet(control.read(), new ControlRecord(Phase.AWAY, 5)))
                .isTrue();
        assertThat(epochs.steadyEpoch()).hasValue(3);

        epochs.forget();

        assertThat(epochs.confirms(3)).isTrue();
        assertThat(epochs.steadyEpoch()).isEmpty();
    }
}
