// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stellaops.persistence.testkit.contract.Contents.key;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.spi.ApplyAnswer;
import org.stellaops.persistence.spi.ControlRecord.Phase;
import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.spi.KeyRange;
import org.stellaops.persistence.spi.RangeDigest;
import org.stellaops.persistence.spi.Scan;
import org.stellaops.persistence.spi.ScanEntry;
import org.stellaops.persistence.spi.VersionStamp;
import org.stellaops.persistence.value.ContentHash;
import org.stellaops.persistence.value.Value;

/** Clauses {@code TS-APPLY}: the answer of a transactional follower to an image, and its state afterwards. */
public abstract class TargetStepContract extends TargetContract {

    /** For subclasses. */
    protected TargetStepContract() {}

    @Test
    @Clause("TS-APPLY-1")
    final void aStoreThatWasNeverWrittenHoldsNothing() {
        following();

        assertThat(store().type()).isEqualTo(ContractTypes.EVERYTHING);
        assertThat(store().find(KEY)).isEmpty();
        assertThat(store().state(KEY)).isEmpty();
        assertThat(store().image(KEY)).isEmpty();
        assertThat(store().count()).isZero();
        assertThat(store().pendingCount()).isZero();
    }

    @Test
    @Clause("TS-APPLY-2")
    final void anImageIsAppliedWhereNothingIs() {
        following();

        Image.Present image = given(KEY, stamp(7, "t"), OLD);

        assertHolds(image);
        assertThat(store().count()).isEqualTo(1);
        assertThat(store().pendingCount()).isZero();
    }

    @Test
    @Clause("TS-APPLY-3")
    final void aHigherVersionReplacesTheWholeRecord() {
        following();
        given(KEY, stamp(7, "t"), OLD);

        Image.Present next = given(KEY, stamp(8, "u"), NEW);

        assertHolds(next);
        assertThat(store().count()).isEqualTo(1);
    }

    @Test
    @Clause("TS-APPLY-4")
    final void theSameImageAgainIsTheSame() {
        following();
        Image.Present image = given(KEY, stamp(7, "t"), OLD);

        assertThat(store().apply(image, EPOCH)).isEqualTo(SAME);

        assertHolds(image);
    }

    @Test
    @Clause("TS-APPLY-5")
    final void theSameStampWithOtherContentDiffers() {
        following();
        Image.Present held = given(KEY, stamp(7, "t"), OLD);

        assertThat(store().apply(image(KEY, stamp(7, "t"), NEW), EPOCH))
                .isEqualTo(new ApplyAnswer.Differs(stamp(7, "t")));

        assertHolds(held);
    }

    @Test
    @Clause("TS-APPLY-6")
    final void aLowerVersionIsStaleAndSoIsTheSameVersionOfAnotherWrite() {
        following();
        Image.Present held = given(KEY, stamp(7, "t"), OLD);
        ApplyAnswer stale = new ApplyAnswer.Stale(stamp(7, "t"));

        assertThat(store().apply(image(KEY, stamp(6, "u"), NEW), EPOCH)).isEqualTo(stale);
        assertThat(store().apply(image(KEY, stamp(6, "t"), OLD), EPOCH)).isEqualTo(stale);
        assertThat(store().apply(image(KEY, stamp(7, "u"), OLD), EPOCH)).isEqualTo(stale);
        assertThat(store().apply(tombstone(KEY, stamp(6, "d")), EPOCH)).isEqualTo(stale);
        assertThat(store().apply(tombstone(KEY, stamp(7, "d")), EPOCH)).isEqualTo(stale);

        assertHolds(held);
    }

    @Test
    @Clause("TS-APPLY-7")
    final void aTombstoneRemovesTheRecordAndStays() {
        following();
        given(KEY, stamp(7, "t"), OLD);

        assertThat(store().apply(tombstone(KEY, stamp(8, "d")), EPOCH)).isEqualTo(APPLIED);

        assertThat(store().find(KEY)).isEmpty();
        assertThat(store().count()).isZero();
        assertTombstone(KEY, stamp(8, "d"));
    }

    @Test
    @Clause("TS-APPLY-8")
    final void aTombstoneFencesAsARecordDoes() {
        following();
        assertThat(store().apply(tombstone(KEY, stamp(8, "d")), EPOCH)).isEqualTo(APPLIED);
        ApplyAnswer stale = new ApplyAnswer.Stale(stamp(8, "d"));

        assertThat(store().apply(tombstone(KEY, stamp(8, "d")), EPOCH)).isEqualTo(SAME);
        assertThat(store().apply(tombstone(KEY, stamp(7, "e")), EPOCH)).isEqualTo(stale);
        assertThat(store().apply(tombstone(KEY, stamp(8, "e")), EPOCH)).isEqualTo(stale);
        assertThat(store().apply(image(KEY, stamp(7, "t"), OLD), EPOCH)).isEqualTo(stale);
        assertThat(store().apply(image(KEY, stamp(8, "t"), OLD), EPOCH)).isEqualTo(stale);
        assertThat(store().apply(image(KEY, VersionStamp.UNVERSIONED, OLD), EPOCH))
                .isEqualTo(stale);
        assertTombstone(KEY, stamp(8, "d"));
        assertThat(store().count()).isZero();

        assertHolds(given(KEY, stamp(9, "u"), NEW));
    }

    @Test
    @Clause("TS-APPLY-9")
    final void aRecordWithoutVersionIsVersionZero() {
        following();
        Image.Present plain = given(KEY, VersionStamp.UNVERSIONED, OLD);
        assertHolds(plain);

        assertThat(store().apply(plain, EPOCH)).isEqualTo(SAME);
        assertThat(store().apply(image(KEY, VersionStamp.UNVERSIONED, NEW), EPOCH))
                .isEqualTo(new ApplyAnswer.Differs(VersionStamp.UNVERSIONED));
        assertHolds(plain);

        Image.Present stamped = given(KEY, stamp(1, "t"), OLD);
        assertThat(store().apply(plain, EPOCH)).isEqualTo(new ApplyAnswer.Stale(stamp(1, "t")));
        assertHolds(stamped);
    }

    @Test
    @Clause("TS-APPLY-10")
    final void aSenderOfAFormerEpochIsOutOfDate() {
        following();

        assertThat(store().apply(image(KEY, stamp(7, "t"), OLD), EPOCH - 1)).isEqualTo(OUT_OF_DATE);
        assertThat(store().apply(tombstone(KEY, stamp(7, "t")), EPOCH - 1)).isEqualTo(OUT_OF_DATE);
        assertThat(store().state(KEY)).isEmpty();

        assertThat(store().apply(image(KEY, stamp(7, "t"), OLD), EPOCH + 1)).isEqualTo(APPLIED);
    }

    @Test
    @Clause("TS-APPLY-11")
    final void aStoreThatLeadsAcceptsNoImage() {
        for (Phase phase : List.of(Phase.STEADY, Phase.MOVING)) {
            control(phase, EPOCH);

            assertThat(store().apply(image(KEY, stamp(7, "t"), OLD), EPOCH)).isEqualTo(OUT_OF_DATE);
            assertThat(store().apply(image(KEY, stamp(7, "t"), OLD), EPOCH + 1)).isEqualTo(OUT_OF_DATE);
            assertThat(store().state(KEY)).isEmpty();
        }
    }

    @Test
    @Clause("TS-APPLY-12")
    final void anImageThatCannotBeStoredIsRefusedByPath() {
        following();
        Image.Present held = given(KEY, stamp(7, "t"), OLD);

        ApplyAnswer answer = store().apply(image(KEY, stamp(8, "u"), Contents.text("secret\0")), EPOCH);

        assertThat(answer).isInstanceOf(ApplyAnswer.Refused.class);
        assertThat(((ApplyAnswer.Refused) answer).reason()).contains("text").doesNotContain("secret");
        assertHolds(held);
    }

    @Test
    @Clause("TS-APPLY-13")
    final void manyImagesAreAnsweredAsOneByOne() {
        following();
        Image.Present held = given(key("held"), stamp(7, "t"), OLD);
        Image.Present other = given(key("differs"), stamp(7, "t"), OLD);
        assertThat(store().apply(tombstone(key("dead"), stamp(8, "d")), EPOCH)).isEqualTo(APPLIED);

        List<ApplyAnswer> answers = store().applyAll(
                        List.<Image>of(
                                image(key("new"), stamp(1, "t"), NEW),
                                held,
                                image(key("differs"), stamp(7, "t"), NEW),
                                image(key("dead"), stamp(7, "t"), NEW),
                                tombstone(key("never"), stamp(2, "d")),
                                image(key("refused"), stamp(1, "t"), Contents.text("\0")),
                                image(key("last"), stamp(1, "t"), OLD)),
                        EPOCH);

        assertThat(answers).hasSize(7);
        assertThat(answers.get(5)).isInstanceOf(ApplyAnswer.Refused.class);
        answers = new ArrayList<>(answers);
        answers.remove(5);
        assertThat(answers)
                .containsExactly(
                        APPLIED,
                        SAME,
                        new ApplyAnswer.Differs(stamp(7, "t")),
                        new ApplyAnswer.Stale(stamp(8, "d")),
                        APPLIED,
                        APPLIED);
        assertHolds(image(key("new"), stamp(1, "t"), NEW));
        assertHolds(other);
        assertHolds(image(key("last"), stamp(1, "t"), OLD));
        assertTombstone(key("never"), stamp(2, "d"));
        assertThat(store().state(key("refused"))).isEmpty();
    }

    @Test
    @Clause("TS-APPLY-14")
    final void manyImagesOfAFormerEpochAreAllOutOfDate() {
        following();

        assertThat(store().applyAll(
                                List.<Image>of(image(KEY, stamp(7, "t"), OLD), tombstone(key("other"), stamp(1, "d"))),
                                EPOCH - 1))
                .containsExactly(OUT_OF_DATE, OUT_OF_DATE);
        assertThat(store().applyAll(List.of(), EPOCH)).isEmpty();
        assertThat(store().state(KEY)).isEmpty();
    }

    @Test
    @Clause("TS-APPLY-15")
    final void aThousandImagesAreAppliedAtOnce() {
        following();
        List<Image.Present> images = IntStream.range(0, 1000)
                .mapToObj(i -> image(
                        key(String.format("%04d", i)), stamp(1, "t" + i), Contents.withChildren("text " + i, "p" + i)))
                .toList();

        assertThat(store().applyAll(images, EPOCH)).hasSize(1000).containsOnly(APPLIED);

        assertThat(store().count()).isEqualTo(1000);
        assertHolds(images.get(0));
        assertHolds(images.get(999));
    }

    @Test
    @Clause("TS-APPLY-16")
    final void aScanShowsRecordsInKeyOrderWithTheHashOfWhatIsThere() {
        following();
        RecordKey emoji = key("\uD83D\uDE00");
        RecordKey replacement = key("\uFFFD");
        Image.Present wrong =
                new Image.Present(key("b"), stamp(2, "u"), OLD, ContentHash.of(Value.of("what somebody says it is")));
        given(emoji, stamp(1, "e"), OLD);
        given(replacement, stamp(1, "r"), OLD);
        assertThat(store().apply(wrong, EPOCH)).isEqualTo(APPLIED);
        given(key("a"), VersionStamp.UNVERSIONED, NEW);
        assertThat(store().apply(tombstone(key("c"), stamp(2, "d")), EPOCH)).isEqualTo(APPLIED);

        List<ScanEntry> scanEntries = scanned(Optional.empty());

        assertThat(scanEntries).extracting(ScanEntry::key).containsExactly(key("a"), key("b"), replacement, emoji);
        ScanEntry b = scanEntries.get(1);
        assertThat(b.stamp()).isEqualTo(stamp(2, "u"));
        assertThat(b.contentHash()).contains(ContentHash.of(OLD));
        assertThat(b.storedHash()).contains(wrong.hash());
        assertThat(b.pending()).isFalse();
        assertThat(b.problem()).isEmpty();
        assertThat(scanned(Optional.of(key("b")))).extracting(ScanEntry::key).containsExactly(replacement, emoji);
    }

    @Test
    @Clause("TS-APPLY-17")
    final void aScanWithoutContentsShowsTheStoredHash() {
        Image.Present wrong =
                new Image.Present(key("b"), stamp(2, "u"), OLD, ContentHash.of(Value.of("what somebody says it is")));
        assertThat(store().apply(wrong, EPOCH)).isEqualTo(APPLIED);
        given(key("a"), VersionStamp.UNVERSIONED, NEW);
        assertThat(store().apply(tombstone(key("c"), stamp(2, "d")), EPOCH)).isEqualTo(APPLIED);
        given(key("d"), stamp(3, "e"), NEW);

        List<ScanEntry> entries = new ArrayList<>();
        try (Scan<ScanEntry> scan = store().scanStored(Optional.empty())) {
            scan.forEachRemaining(entries::add);
        }

        assertThat(entries).extracting(ScanEntry::key).containsExactly(key("a"), key("b"), key("d"));
        assertThat(entries)
                .extracting(ScanEntry::contentHash)
                .containsExactly(
                        Optional.of(ContentHash.of(NEW)), Optional.of(wrong.hash()), Optional.of(ContentHash.of(NEW)));
        assertThat(entries)
                .extracting(ScanEntry::stamp)
                .containsExactly(VersionStamp.UNVERSIONED, stamp(2, "u"), stamp(3, "e"));
        try (Scan<ScanEntry> scan = store().scanStored(Optional.of(key("b")))) {
            assertThat(scan.next().key()).isEqualTo(key("d"));
        }
    }

    @Test
    @Clause("TS-APPLY-18")
    final void aDigestIsThatOfTheEntriesOfItsRange() {
        given(key("a"), stamp(1, "x"), OLD);
        given(key("b"), VersionStamp.UNVERSIONED, NEW);
        given(key("c"), stamp(3, "z"), NEW);
        assertThat(store().apply(tombstone(key("d"), stamp(2, "d")), EPOCH)).isEqualTo(APPLIED);
        List<ScanEntry> entries = scanned(Optional.empty());

        assertThat(store().digest(KeyRange.ALL)).isIn(Optional.empty(), Optional.of(RangeDigest.of(entries)));
        assertThat(store().digest(new KeyRange(Optional.of(key("a")), Optional.of(key("b")))))
                .isIn(Optional.empty(), Optional.of(RangeDigest.of(entries.subList(1, 2))));
        assertThat(store().digest(new KeyRange(Optional.of(key("c")), Optional.empty())))
                .isIn(Optional.empty(), Optional.of(RangeDigest.EMPTY));
    }

    private List<ScanEntry> scanned(Optional<RecordKey> after) {
        List<ScanEntry> scanEntries = new ArrayList<>();
        try (Scan<ScanEntry> scan = store().scan(after)) {
            scan.forEachRemaining(scanEntries::add);
        }
        return scanEntries;
    }

    private void assertTombstone(RecordKey key, VersionStamp stamp) {
        assertThat(store().image(key)).contains(tombstone(key, stamp));
        assertThat(store().state(key)).hasValueSatisfying(it -> {
            assertThat(it.stamp()).isEqualTo(stamp);
            assertThat(it.deleted()).isTrue();
            assertThat(it.isPending()).isFalse();
            assertThat(it.evicted()).isFalse();
        });
    }
}
