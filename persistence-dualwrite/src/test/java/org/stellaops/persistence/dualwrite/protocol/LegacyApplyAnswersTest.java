// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stellaops.persistence.dualwrite.protocol.FollowingLegacy.ARRIVING;
import static org.stellaops.persistence.dualwrite.protocol.FollowingLegacy.SENDER;
import static org.stellaops.persistence.dualwrite.protocol.FollowingLegacy.at;
import static org.stellaops.persistence.dualwrite.protocol.TwoStores.KEY;
import static org.stellaops.persistence.dualwrite.protocol.TwoStores.note;
import static org.stellaops.persistence.dualwrite.protocol.TwoStores.unique;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.spi.ApplyAnswer;
import org.stellaops.persistence.spi.LegacyRecord;
import org.stellaops.persistence.spi.LegacyRecord.Provisional;
import org.stellaops.persistence.spi.LegacyStore;
import org.stellaops.persistence.spi.StepResult;
import org.stellaops.persistence.spi.VersionStamp;

/** What a legacy store that follows answers to a record, by what it holds of the key (4.2). */
class LegacyApplyAnswersTest {

    private final FollowingLegacy follower = new FollowingLegacy();
    private final LegacyStore legacy = follower.stores.legacy;

    @Test
    void anAbsentRecordIsInsertedAndConfirmed() {
        assertThat(follower.apply(note("new"))).contains(new ApplyAnswer.Applied());

        LegacyRecord held = legacy.read(KEY).orElseThrow();
        assertThat(held.stamp()).isEqualTo(ARRIVING);
        assertThat(held.content()).isEqualTo(note("new"));
        assertThat(held.provisional()).isEmpty();
        assertThat(held.isPending()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"9, true", "10, false", "11, false"})
    void onlyALowerRecordIsReplaced(long counter, boolean replaced) {
        follower.record(at(counter, "held"), note("held"));

        assertThat(follower.apply(note("new")))
                .contains(replaced ? new ApplyAnswer.Applied() : new ApplyAnswer.Stale(at(counter, "held")));

        assertThat(follower.stamp()).contains(replaced ? ARRIVING : at(counter, "held"));
    }

    @Test
    void aRecordWithoutAVersionIsReplaced() {
        follower.stores.legacy.putUnversioned(KEY, note("bypassing"));

        assertThat(follower.apply(note("new"))).contains(new ApplyAnswer.Applied());

        assertThat(follower.stores.inLegacy()).contains(note("new"));
    }

    @Test
    void theSameStampIsTheSameStateOnlyWithTheSameContent() {
        follower.record(ARRIVING, note("new"));

        assertThat(follower.apply(note("new"))).contains(new ApplyAnswer.Same());
        assertThat(follower.apply(note("other"))).contains(new ApplyAnswer.Differs(ARRIVING));
    }

    @ParameterizedTest
    @CsvSource({"9, true", "10, false", "11, false"})
    void aStaleWriteIsReportedAndReplacedOnlyIfItIsLower(long counter, boolean replaced) {
        LegacyRecord stale =
                follower.record(at(counter, "stale"), note("stale"), OptionalLong.of(SENDER - 1), Optional.empty());

        assertThat(follower.apply(note("new")))
                .contains(replaced ? new ApplyAnswer.Applied() : new ApplyAnswer.Stale(stale.stamp()));

        assertThat(follower.stamp()).contains(replaced ? ARRIVING : stale.stamp());
        assertThat(follower.stores.target.staleWrites())
                .singleElement()
                .satisfies(it -> assertThat(it.image()).isEqualTo(stale.image()));
    }

    @ParameterizedTest
    @CsvSource({"9, true", "10, true", "11, false"})
    void aRecordStaysUnlessATombstoneIsAboveIt(long counter, boolean stays) {
        VersionStamp tombstone =
                follower.tombstone(at(counter, "deleted"), OptionalLong.empty()).stamp();

        assertThat(follower.apply(note("new")))
                .contains(stays ? new ApplyAnswer.Applied() : new ApplyAnswer.Stale(tombstone));
        assertThat(follower.stamp().isPresent()).isEqualTo(stays);

        follower.record(at(8, "held"), note("held"));
        assertThat(follower.apply(note("new")))
                .contains(stays ? new ApplyAnswer.Applied() : new ApplyAnswer.Stale(tombstone));
        assertThat(follower.stamp().isPresent()).isEqualTo(stays);
    }

    @ParameterizedTest
    @CsvSource({"9, true", "11, false"})
    void whatReplacesAStaleWriteIsComparedWithTheTombstone(long counter, boolean stays) {
        LegacyRecord unused =
                follower.record(at(8, "stale"), note("stale"), OptionalLong.of(SENDER - 1), Optional.empty());
        VersionStamp tombstone =
                follower.tombstone(at(counter, "deleted"), OptionalLong.empty()).stamp();

        assertThat(follower.apply(note("new")))
                .contains(stays ? new ApplyAnswer.Applied() : new ApplyAnswer.Stale(tombstone));

        assertThat(follower.stamp().isPresent()).isEqualTo(stays);
    }

    /** Its sender died before it was compared, in an epoch whose writes the fence refuses by now. */
    @Test
    void aProvisionalRecordOfAFormerEpochIsCleanedUpAndReplaced() {
        LegacyRecord unused = follower.record(
                at(8, "held"), note("held"), OptionalLong.empty(), Optional.of(new Provisional(SENDER - 1, "late")));
        assertThat(follower.stores.legacyBackend.control().raiseFence(SENDER)).isNotNull();

        assertThat(follower.apply(note("new"))).contains(new ApplyAnswer.Applied());

        assertThat(legacy.read(KEY).orElseThrow().provisional()).isEmpty();
        assertThat(follower.stamp()).contains(ARRIVING);
    }

    @Test
    void anInsertThatAFenceRefusesIsOutOfDate() {
        assertThat(follower.stores.legacyBackend.control().raiseFence(SENDER + 1))
                .isNotNull();

        assertThat(follower.apply(note("new"))).contains(new ApplyAnswer.OutOfDate());

        assertThat(follower.stamp()).isEmpty();
    }

    @Test
    void aUniqueValueOfAnotherRecordIsNamedWithItsHolder() {
        VersionStamp holder = at(1, "holder");
        RecordKey other = RecordKey.global("other");
        follower.stores
                .legacy
                .injected()
                .put(new LegacyRecord(
                        other, holder, unique("1"), Optional.empty(), OptionalLong.empty(), Optional.empty()));
        ApplyAnswer violates = new ApplyAnswer.Violates("things_x", Optional.of(new ApplyAnswer.Holder(other, holder)));

        assertThat(follower.apply(unique("1"))).as("by an insert").contains(violates);
        follower.record(at(9, "held"), note("held"));
        assertThat(follower.apply(unique("1"))).as("by an update").contains(violates);
        LegacyRecord unused =
                follower.record(at(9, "stale"), note("stale"), OptionalLong.of(SENDER - 1), Optional.empty());
        assertThat(follower.apply(unique("1"))).as("over a stale write").contains(violates);
    }

    @Test
    void aHolderThatIsGoneByNowIsNotNamed() {
        StepResult gone = new StepResult.Duplicate("things_x", Optional.of(RecordKey.global("gone")));

        assertThat(follower.apply(Failing.at(1, "updateIfLower", LegacyStore.class, legacy, () -> gone), note("new")))
                .contains(new ApplyAnswer.Violates("things_x", Optional.empty()));
    }

    @Test
    void anotherImageThatComesFirstIsDecidedByInTheNextAttempt() {
        for (String step : new String[] {"updateIfLower", "insertProvisional"}) {
            LegacyStore overtaken = Failing.at(1, step, LegacyStore.class, legacy, StepResult.NoMatch::new);
            if (step.equals("updateIfLower")) {
                follower.record(at(9, "held"), note("held"));
            }

            assertThat(follower.apply(overtaken, note("new"))).contains(new ApplyAnswer.Applied());

            assertThat(follower.stores.legacy.injected().remove(KEY)).isTrue();
        }
        LegacyRecord unused =
                follower.record(at(9, "stale"), note("stale"), OptionalLong.of(SENDER - 1), Optional.empty());
        assertThat(follower.apply(
                        Failing.at(1, "replaceStaleWrite", LegacyStore.class, legacy, StepResult.NoMatch::new),
                        note("new")))
                .contains(new ApplyAnswer.Applied());
    }

    @Test
    void whoIsOvertakenInEveryAttemptSaysSo() {
        AtomicInteger asked = new AtomicInteger();

        assertThat(follower.apply(
                        Failing.always("insertProvisional", LegacyStore.class, legacy, () -> {
                            asked.incrementAndGet();
                            return new StepResult.NoMatch();
                        }),
                        note("new")))
                .isEmpty();

        assertThat(asked).hasValue(follower.stores.settings.attempts());
    }
}
