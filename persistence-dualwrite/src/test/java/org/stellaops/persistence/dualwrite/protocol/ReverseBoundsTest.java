// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stellaops.persistence.dualwrite.protocol.TwoStores.KEY;
import static org.stellaops.persistence.dualwrite.protocol.TwoStores.note;

import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent.StaleWriteFound;
import org.stellaops.persistence.dualwrite.internal.reconcile.StaleWriteScan;
import org.stellaops.persistence.dualwrite.internal.replicate.LegacyApply;
import org.stellaops.persistence.dualwrite.internal.replicate.LegacyApplyTombstone;
import org.stellaops.persistence.dualwrite.internal.replicate.Reports;
import org.stellaops.persistence.dualwrite.internal.replicate.StaleWriteReports;
import org.stellaops.persistence.spi.ApplyAnswer;
import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.spi.LegacyRecord;
import org.stellaops.persistence.spi.LegacyTombstone;
import org.stellaops.persistence.spi.VersionStamp;
import org.stellaops.persistence.spi.Versions;

/**
 * A pending flag in a legacy store that follows: of a former epoch it is a stale-epoch write, which is reported; of the sender's
 * epoch or a later one it says that the legacy store leads again.
 */
class ReverseBoundsTest {

    private static final long SENDER = 3;
    private static final VersionStamp LOW = new VersionStamp(Versions.base(1) + 1, "low");
    private static final VersionStamp HIGH = new VersionStamp(Versions.base(SENDER) + 1, "high");

    private final TwoStores stores = new TwoStores();
    private final StaleWriteReports reports =
            new StaleWriteReports(stores.target, new Reports(TwoStores.TYPE, stores.events::add));

    @ParameterizedTest
    @CsvSource({"2, true", "3, false", "4, false"})
    void aRecordIsReplacedOnlyIfItsFlagIsOfAFormerEpoch(long flag, boolean replaced) {
        givenRecord(flag);

        Optional<ApplyAnswer> answer = new LegacyApply(stores.legacy, reports, stores.settings)
                .apply(Image.Present.of(KEY, HIGH, note("new")), SENDER);

        assertThat(answer).contains(replaced ? new ApplyAnswer.Applied() : new ApplyAnswer.OutOfDate());
        assertThat(stores.inLegacy()).contains(note(replaced ? "new" : "stale"));
        assertReported(replaced);
    }

    @ParameterizedTest
    @CsvSource({"0, true", "2, true", "3, false", "4, false"})
    void whatLandedBelowATombstoneIsRemovedOnlyIfThatIsNoIntentOfAStoreThatLeadsAgain(long flag, boolean removed) {
        givenTombstone(flag, Optional.empty());

        Optional<ApplyAnswer> answer = new LegacyApply(stores.legacy, reports, stores.settings)
                .apply(Image.Present.of(KEY, LOW, note("late")), SENDER);

        assertThat(answer).contains(removed ? new ApplyAnswer.Stale(HIGH) : new ApplyAnswer.OutOfDate());
        assertThat(stores.inLegacy().isEmpty()).isEqualTo(removed);
    }

    @ParameterizedTest
    @CsvSource({"2, true", "3, false", "4, false"})
    void aTombstoneTakesARecordOnlyIfItsFlagIsOfAFormerEpoch(long flag, boolean taken) {
        givenRecord(flag);

        Optional<ApplyAnswer> answer = new LegacyApplyTombstone(stores.legacy, reports, stores.settings)
                .apply(new Image.Tombstone(KEY, HIGH), SENDER);

        assertThat(answer).contains(taken ? new ApplyAnswer.Applied() : new ApplyAnswer.OutOfDate());
        assertThat(stores.inLegacy().isEmpty()).isEqualTo(taken);
        assertReported(taken);
    }

    @ParameterizedTest
    @CsvSource({"2, true", "3, false", "4, false"})
    void aScanReportsWhatIsPendingFromAFormerEpochAndNothingElse(long flag, boolean reported) {
        givenRecord(flag);

        assertThat(new StaleWriteScan(stores.pair(), stores.settings, stores.events::add).search(SENDER))
                .isEqualTo(reported ? 1 : 0);

        assertReported(reported);
    }

    @ParameterizedTest
    @CsvSource({"2, true", "3, false", "4, false"})
    void aScanReportsIntentsOfAFormerEpochAndNoOthers(long flag, boolean reported) {
        givenTombstone(flag, Optional.of(LOW));

        assertThat(new StaleWriteScan(stores.pair(), stores.settings, stores.events::add).search(SENDER))
                .isEqualTo(reported ? 1 : 0);

        assertReported(reported);
    }

    private void givenRecord(long flag) {
        Image.Present image = Image.Present.of(KEY, LOW, note("stale"));
        stores.legacy
                .injected()
                .put(new LegacyRecord(
                        KEY, LOW, image.content(), Optional.of(image.hash()), OptionalLong.of(flag), Optional.empty()));
    }

    private void givenTombstone(long flag, Optional<VersionStamp> victim) {
        OptionalLong pending = flag == 0 ? OptionalLong.empty() : OptionalLong.of(flag);
        LegacyTombstone tombstone = new LegacyTombstone(KEY, HIGH, victim, pending, Optional.empty());
        if (flag == 0) {
            assertThat(stores.legacy.applyTombstone(tombstone.image()).isDone()).isTrue();
        } else {
            assertThat(stores.legacy.insertTombstone(tombstone).isDone()).isTrue();
        }
    }

    private void assertReported(boolean reported) {
        assertThat(stores.target.staleWrites()).hasSize(reported ? 1 : 0);
        assertThat(stores.events.stream().filter(StaleWriteFound.class::isInstance))
                .hasSize(reported ? 1 : 0);
    }
}
