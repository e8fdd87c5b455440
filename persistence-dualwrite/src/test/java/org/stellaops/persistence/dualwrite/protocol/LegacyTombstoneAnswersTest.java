// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stellaops.persistence.dualwrite.protocol.FollowingLegacy.ARRIVING;
import static org.stellaops.persistence.dualwrite.protocol.FollowingLegacy.SENDER;
import static org.stellaops.persistence.dualwrite.protocol.FollowingLegacy.at;
import static org.stellaops.persistence.dualwrite.protocol.TwoStores.KEY;
import static org.stellaops.persistence.dualwrite.protocol.TwoStores.note;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.stellaops.persistence.spi.ApplyAnswer;
import org.stellaops.persistence.spi.LegacyRecord;
import org.stellaops.persistence.spi.LegacyStore;
import org.stellaops.persistence.spi.LegacyTombstone;
import org.stellaops.persistence.spi.StepResult;

/** What a legacy store that follows answers to a tombstone, by what it holds of the key (4.3). */
class LegacyTombstoneAnswersTest {

    private final FollowingLegacy follower = new FollowingLegacy();
    private final LegacyStore legacy = follower.stores.legacy;

    @ParameterizedTest
    @CsvSource({"9, true", "10, false", "11, false"})
    void onlyALowerRecordIsRemoved(long counter, boolean removed) {
        follower.record(at(counter, "held"), note("held"));

        assertThat(follower.delete()).contains(new ApplyAnswer.Applied());

        assertThat(follower.stamp().isEmpty()).isEqualTo(removed);
        assertThat(follower.tombstoneStamp()).contains(ARRIVING);
    }

    @Test
    void aRecordWithoutAVersionIsRemoved() {
        follower.stores.legacy.putUnversioned(KEY, note("bypassing"));

        assertThat(follower.delete()).contains(new ApplyAnswer.Applied());

        assertThat(follower.stamp()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"9, true", "10, false", "11, false"})
    void onlyALowerTombstoneIsReplaced(long counter, boolean replaced) {
        follower.tombstone(at(counter, "held"), OptionalLong.empty());

        assertThat(follower.delete())
                .contains(replaced ? new ApplyAnswer.Applied() : new ApplyAnswer.Stale(at(counter, "held")));

        assertThat(follower.tombstoneStamp()).contains(replaced ? ARRIVING : at(counter, "held"));
    }

    /** Its sender may have died between the tombstone and the record. */
    @Test
    void theSameTombstoneRemovesARecordThatIsStillThere() {
        follower.tombstone(ARRIVING, OptionalLong.empty());
        follower.record(at(9, "held"), note("held"));

        assertThat(follower.delete()).contains(new ApplyAnswer.Same());

        assertThat(follower.stamp()).isEmpty();
    }

    @Test
    void aTombstoneThatIsNotTakenRemovesNothing() {
        follower.tombstone(at(11, "held"), OptionalLong.empty());
        follower.record(at(9, "held"), note("held"));

        assertThat(follower.delete()).contains(new ApplyAnswer.Stale(at(11, "held")));

        assertThat(follower.stamp()).contains(at(9, "held"));
    }

    @ParameterizedTest
    @CsvSource({"9, true", "10, false", "11, false"})
    void anIntentOfAFormerEpochIsReportedAndReplacedOnlyIfItIsLower(long counter, boolean replaced) {
        LegacyTombstone stale = follower.tombstone(at(counter, "stale"), OptionalLong.of(SENDER - 1));
        follower.record(at(8, "held"), note("held"));

        assertThat(follower.delete())
                .contains(replaced ? new ApplyAnswer.Applied() : new ApplyAnswer.Stale(stale.stamp()));

        LegacyTombstone now = legacy.readTombstone(KEY).orElseThrow();
        assertThat(now.stamp()).isEqualTo(replaced ? ARRIVING : stale.stamp());
        assertThat(now.isPending()).isEqualTo(!replaced);
        assertThat(follower.stamp().isEmpty()).isEqualTo(replaced);
        assertThat(follower.stores.target.staleWrites())
                .singleElement()
                .satisfies(it -> assertThat(it.image()).isEqualTo(stale.image()));
    }

    @ParameterizedTest
    @CsvSource({"3", "4"})
    void anIntentOfThisEpochOrALaterOneIsLeftToTheStoreThatLeadsAgain(long flag) {
        LegacyTombstone intent = follower.tombstone(at(9, "intent"), OptionalLong.of(flag));

        assertThat(follower.delete()).contains(new ApplyAnswer.OutOfDate());

        assertThat(legacy.readTombstone(KEY)).contains(intent);
        assertThat(follower.stores.target.staleWrites()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"9, true", "10, false", "11, false"})
    void aStaleWriteIsReportedOnlyIfItIsRemoved(long counter, boolean removed) {
        LegacyRecord unused =
                follower.record(at(counter, "stale"), note("stale"), OptionalLong.of(SENDER - 1), Optional.empty());

        assertThat(follower.delete()).contains(new ApplyAnswer.Applied());

        assertThat(follower.stamp().isEmpty()).isEqualTo(removed);
        assertThat(follower.stores.target.staleWrites()).hasSize(removed ? 1 : 0);
    }

    @Test
    void anotherTombstoneThatComesFirstIsDecidedByInTheNextAttempt() {
        assertThat(follower.delete(Failing.at(1, "applyTombstone", LegacyStore.class, legacy, StepResult.NoMatch::new)))
                .contains(new ApplyAnswer.Applied());

        follower.tombstone(at(9, "stale"), OptionalLong.of(SENDER - 1));
        assertThat(follower.delete(
                        Failing.at(1, "replaceTombstone", LegacyStore.class, legacy, StepResult.NoMatch::new)))
                .contains(new ApplyAnswer.Applied());
        assertThat(follower.tombstoneStamp()).contains(ARRIVING);
    }

    @Test
    void whoIsOvertakenInEveryAttemptSaysSo() {
        AtomicInteger asked = new AtomicInteger();
        LegacyStore overtaken = Failing.always("applyTombstone", LegacyStore.class, legacy, () -> {
            asked.incrementAndGet();
            return new StepResult.NoMatch();
        });

        assertThat(follower.delete(overtaken)).isEmpty();

        assertThat(asked).hasValue(follower.stores.settings.attempts());
    }
}
