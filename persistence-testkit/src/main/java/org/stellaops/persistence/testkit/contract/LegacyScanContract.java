// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.stellaops.persistence.testkit.contract.Contents.key;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.spi.ControlStore.FenceStrength;
import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.spi.KeyRange;
import org.stellaops.persistence.spi.LegacyRecord;
import org.stellaops.persistence.spi.LegacyScanEntry;
import org.stellaops.persistence.spi.LegacyStore;
import org.stellaops.persistence.spi.LegacyTombstone;
import org.stellaops.persistence.spi.PendingSample;
import org.stellaops.persistence.spi.Scan;
import org.stellaops.persistence.spi.ScanEntry;
import org.stellaops.persistence.spi.VersionBump;
import org.stellaops.persistence.spi.VersionStamp;
import org.stellaops.persistence.value.ContentHash;
import org.stellaops.persistence.value.Value;

/** Clauses {@code LS-SCAN}: scans in key order, work lists, and documents that cannot be read. */
public abstract class LegacyScanContract extends LegacyContract {

    private static final RecordKey A = key("a");
    private static final RecordKey B = key("b");
    private static final RecordKey C = key("c");

    private static final LegacyRecord.Provisional ATTEMPT = new LegacyRecord.Provisional(EPOCH, "x");

    /** For subclasses. */
    protected LegacyScanContract() {}

    @Test
    @Clause("LS-SCAN-1")
    final void aScanShowsEveryRecordInKeyOrder() {
        Image.Present c = given(C, stamp(3, "c"), OLD);
        putUnversioned(A, OLD);
        Image.Present b = givenNotPending(B, stamp(2, "b"), NEW);
        assertThat(store().insertTombstone(intent(key("bb"), stamp(2, "d"), stamp(1, "t")))
                        .isDone())
                .isTrue();

        assertThat(records(store(), Optional.empty()))
                .containsExactly(unversioned(A, OLD), notPending(b), pending(c, EPOCH));
    }

    @Test
    @Clause("LS-SCAN-1")
    final void aScanBeginsBehindTheKeyItIsGiven() {
        List.of(C, A, B).forEach(it -> putUnversioned(it, OLD));

        assertThat(records(store(), Optional.of(A)))
                .extracting(LegacyRecord::key)
                .containsExactly(B, C);
        assertThat(records(store(), Optional.of(key("aa"))))
                .extracting(LegacyRecord::key)
                .containsExactly(B, C);
        assertThat(records(store(), Optional.of(C))).isEmpty();
    }

    @Test
    @Clause("LS-SCAN-2")
    final void keysAreInTheOrderOfCodePoints() {
        List<RecordKey> ordered = List.of(key("A"), key("a"), key("é"), key("\uFFFD"), key("\uD83D\uDE00"));
        List<RecordKey> shuffled =
                List.of(ordered.get(4), ordered.get(1), ordered.get(3), ordered.get(0), ordered.get(2));
        shuffled.forEach(it -> putUnversioned(it, OLD));

        assertThat(records(store(), Optional.empty()))
                .extracting(LegacyRecord::key)
                .containsExactlyElementsOf(ordered);
        assertThat(scanEntries(store())).extracting(ScanEntry::key).containsExactlyElementsOf(ordered);
        assertThat(records(store(), Optional.of(ordered.get(3))))
                .extracting(LegacyRecord::key)
                .containsExactly(ordered.get(4));
    }

    @Test
    @Clause("LS-SCAN-3")
    final void aScanGoesTenantByTenant() {
        LegacyStore accounts = store(ContractTypes.ACCOUNTS);
        UnversionedWriter writer = bypassing(ContractTypes.ACCOUNTS);
        List<RecordKey> ordered = List.of(
                RecordKey.of("a", "2"), RecordKey.of("a", "3"), RecordKey.of("a-b", "1"), RecordKey.of("b", "1"));
        List.of(ordered.get(3), ordered.get(1), ordered.get(2), ordered.get(0))
                .forEach(it -> writer.putUnversioned(it, Contents.account("n")));

        assertThat(records(accounts, Optional.empty()))
                .extracting(LegacyRecord::key)
                .containsExactlyElementsOf(ordered);
        assertThat(records(accounts, Optional.of(ordered.get(1))))
                .extracting(LegacyRecord::key)
                .containsExactly(ordered.get(2), ordered.get(3));
    }

    @Test
    @Clause("LS-SCAN-4")
    final void aScanIsComplete() {
        List<RecordKey> keys = IntStream.range(0, 1100)
                .mapToObj(i -> key(String.format("%05d", i)))
                .toList();
        keys.forEach(it -> putUnversioned(it, NEW));

        assertThat(records(store(), Optional.empty()))
                .extracting(LegacyRecord::key)
                .containsExactlyElementsOf(keys);
        assertThat(scanEntries(store())).extracting(ScanEntry::key).containsExactlyElementsOf(keys);
        assertThat(store().count()).isEqualTo(1100);
    }

    @Test
    @Clause("LS-SCAN-5")
    final void aDocumentThatCannotBeReadIsReportedAndDoesNotStopAScan() {
        putUnversioned(A, OLD);
        injectUnreadable(B);
        putUnversioned(C, OLD);

        List<LegacyScanEntry> entries = entries(store(), Optional.empty());

        assertThat(entries).hasSize(3);
        assertThat(entries.get(1).record()).isEmpty();
        assertThat(entries.get(1).id()).contains("b");
        assertThat(entries.get(1).problem())
                .hasValueSatisfying(it -> assertThat(it).contains("number").doesNotContain("not a number"));
        assertThat(entries.get(2).record()).contains(unversioned(C, OLD));
        assertThat(store().count()).isEqualTo(3);
    }

    @Test
    @Clause("LS-SCAN-5")
    final void aDocumentThatCannotBeReadIsSightedWithItsProblem() {
        injectUnreadable(B);
        putUnversioned(C, OLD);

        List<ScanEntry> scanEntries = scanEntries(store());

        assertThat(scanEntries).extracting(ScanEntry::key).containsExactly(B, C);
        assertThat(scanEntries.get(0).contentHash()).isEmpty();
        assertThat(scanEntries.get(0).problem())
                .hasValueSatisfying(it -> assertThat(it).contains("number"));
        assertThat(scanEntries.get(1).problem()).isEmpty();
    }

    @Test
    @Clause("LS-SCAN-6")
    final void readingADocumentThatCannotBeReadIsAFaultThatNamesKeyAndPath() {
        injectUnreadable(B);

        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> store().read(B))
                .satisfies(it -> assertThat(it.fault().kind()).isEqualTo(Fault.Kind.UNREADABLE))
                .withMessageContaining("number")
                .withMessageContaining("b");
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> store().find(B))
                .satisfies(it -> assertThat(it.fault().kind()).isEqualTo(Fault.Kind.UNREADABLE));
    }

    @Test
    @Clause("LS-SCAN-7")
    final void aScanEntryShowsBothHashesAndThePendingFlag() {
        Image.Present wrong = new Image.Present(A, stamp(1, "a"), OLD, ContentHash.of(Value.of("something else")));
        assertThat(store().insert(wrong, EPOCH).isDone()).isTrue();
        Image.Present plain = givenNotPending(B, stamp(2, "b"), NEW);
        assertThat(store().insertProvisional(image(C, stamp(3, "c"), NEW), ATTEMPT)
                        .isDone())
                .isTrue();
        putUnversioned(key("d"), OLD);

        assertThat(scanEntries(store()))
                .containsExactly(
                        scanEntry(A, wrong.stamp(), ContentHash.of(OLD), Optional.of(wrong.hash()), true),
                        scanEntry(B, plain.stamp(), plain.hash(), Optional.of(plain.hash()), false),
                        scanEntry(C, stamp(3, "c"), plain.hash(), Optional.of(plain.hash()), true),
                        scanEntry(key("d"), VersionStamp.UNVERSIONED, ContentHash.of(OLD), Optional.empty(), false));
    }

    @Test
    @Clause("LS-SCAN-11")
    final void aScanWithoutContentsShowsTheStoredHash() {
        Image.Present wrong = new Image.Present(A, stamp(1, "a"), OLD, ContentHash.of(Value.of("something else")));
        assertThat(store().insert(wrong, EPOCH).isDone()).isTrue();
        givenNotPending(B, stamp(2, "b"), NEW);
        putUnversioned(C, OLD);

        List<ScanEntry> entries = new ArrayList<>();
        try (Scan<ScanEntry> scan = store().scanStored(Optional.empty())) {
            scan.forEachRemaining(entries::add);
        }

        assertThat(entries).extracting(ScanEntry::key).containsExactly(A, B, C);
        assertThat(entries)
                .extracting(ScanEntry::stamp)
                .containsExactly(wrong.stamp(), stamp(2, "b"), VersionStamp.UNVERSIONED);
        assertThat(entries)
                .extracting(ScanEntry::storedHash)
                .containsExactly(Optional.of(wrong.hash()), Optional.of(ContentHash.of(NEW)), Optional.empty());
        assertThat(entries).extracting(ScanEntry::pending).containsExactly(true, false, false);
        assertThat(entries)
                .extracting(ScanEntry::contentHash)
                .containsExactly(Optional.of(wrong.hash()), Optional.of(ContentHash.of(NEW)), Optional.empty());
        try (Scan<ScanEntry> scan = store().scanStored(Optional.of(A))) {
            assertThat(scan.next().key()).isEqualTo(B);
        }
    }

    @Test
    @Clause("LS-SCAN-8")
    final void workListsHoldExactlyWhatIsPending() {
        Image.Present pending = given(A, stamp(1, "a"), OLD);
        Image.Present alsoPending = given(C, stamp(3, "c"), OLD);
        givenNotPending(B, stamp(2, "b"), OLD);
        putUnversioned(key("d"), OLD);
        Image.Present reverse = image(key("e"), stamp(5, "e"), OLD);
        assertThat(store().insertProvisional(reverse, ATTEMPT).isDone()).isTrue();
        LegacyTombstone intent = intent(B, stamp(4, "d"), stamp(2, "b"));
        assertThat(store().insertTombstone(intent).isDone()).isTrue();
        assertThat(store().applyTombstone(new Image.Tombstone(A, stamp(1, "d"))).isDone())
                .isTrue();

        assertThat(store().pendingRecords(Optional.empty(), 10))
                .containsExactlyInAnyOrder(pending(pending, EPOCH), pending(alsoPending, EPOCH));
        assertThat(store().pendingTombstones(Optional.empty(), 10)).containsExactly(intent);
        assertThat(store().provisionalRecords(Optional.empty(), 10)).containsExactly(provisional(reverse, ATTEMPT));
        assertThat(store().pendingCount()).isEqualTo(3);
    }

    @Test
    @Clause("LS-SCAN-8")
    final void pendingFlagsOfAFormerEpochAreWorkStill() {
        Image.Present pending = given(A, stamp(1, "a"), OLD);
        Image.Present reverse = image(B, stamp(2, "b"), OLD);
        assertThat(store().insertProvisional(reverse, ATTEMPT).isDone()).isTrue();
        LegacyTombstone intent = intent(C, stamp(4, "d"), stamp(3, "c"));
        assertThat(store().insertTombstone(intent).isDone()).isTrue();

        assertThat(backend().control().raiseFence(EPOCH + 1)).isEqualTo(FenceStrength.STRONG);

        assertThat(store().pendingRecords(Optional.empty(), 10)).containsExactly(pending(pending, EPOCH));
        assertThat(store().pendingTombstones(Optional.empty(), 10)).containsExactly(intent);
        assertThat(store().provisionalRecords(Optional.empty(), 10)).containsExactly(provisional(reverse, ATTEMPT));
        assertThat(store().pendingCount()).isEqualTo(2);
        assertThat(store().pendingSample(10)).isEqualTo(new PendingSample(2, Optional.of("a")));
    }

    @Test
    @Clause("LS-SCAN-8")
    final void aRecordWithBothPendingFlagsIsInBothWorkLists() {
        assertThat(store().insertProvisional(image(A, stamp(1, "a"), OLD), ATTEMPT)
                        .isDone())
                .isTrue();
        assertThat(store().bump(new VersionBump(A, stamp(1, "a"), 5, EPOCH, VersionBump.When.ALWAYS))
                        .isDone())
                .isTrue();

        LegacyRecord record = store().read(A).orElseThrow();
        assertThat(store().pendingRecords(Optional.empty(), 10)).containsExactly(record);
        assertThat(store().provisionalRecords(Optional.empty(), 10)).containsExactly(record);
        assertThat(store().pendingCount()).isEqualTo(1);
    }

    @Test
    @Clause("LS-SCAN-10")
    final void aSampleOfWhatIsPendingGoesNoFurtherThanItsBound() {
        assertThat(store().pendingSample(10)).isEqualTo(PendingSample.NONE);
        given(A, stamp(1, "m"), OLD);
        given(B, stamp(2, "n"), OLD);
        assertThat(store().insertTombstone(intent(B, stamp(4, "d"), stamp(2, "n")))
                        .isDone())
                .isTrue();

        assertThat(store().pendingSample(10)).isEqualTo(new PendingSample(3, Optional.of("d")));
        assertThat(store().clearTombstonePending(B, stamp(4, "d"))).isTrue();
        assertThat(store().pendingSample(10)).isEqualTo(new PendingSample(2, Optional.of("m")));
        assertThat(store().pendingSample(1).keys()).isEqualTo(1);
    }

    @Test
    @Clause("LS-SCAN-9")
    final void workListsAreBoundedAndBeginBehindAKey() {
        for (RecordKey it : List.of(A, B, C)) {
            given(it, stamp(1, "t"), OLD);
            assertThat(store().insertTombstone(intent(it, stamp(2, "d"), stamp(1, "t")))
                            .isDone())
                    .isTrue();
        }

        assertThat(store().pendingRecords(Optional.empty(), 2)).hasSize(2);
        assertThat(store().pendingTombstones(Optional.empty(), 2)).hasSize(2);
        assertThat(store().pendingRecords(Optional.of(A), 10))
                .extracting(LegacyRecord::key)
                .containsExactlyInAnyOrder(B, C);
        assertThat(store().pendingTombstones(Optional.of(B), 10))
                .extracting(LegacyTombstone::key)
                .containsExactly(C);
        assertThat(store().provisionalRecords(Optional.of(C), 10)).isEmpty();
    }

    @Test
    @Clause("LS-SCAN-12")
    final void rangesShowEveryRecordOnce() {
        List<RecordKey> keys = IntStream.range(0, 60)
                .mapToObj(i -> RecordKey.global("key " + i))
                .sorted()
                .toList();
        keys.forEach(it -> putUnversioned(it, OLD));
        List<RecordKey> boundaries = List.of(keys.get(9), RecordKey.global("key 3x"), keys.get(59));

        List<List<RecordKey>> shown =
                KeyRange.between(boundaries).stream().map(this::keysIn).toList();

        assertThat(shown).flatExtracting(it -> it).containsExactlyElementsOf(keys);
        assertThat(shown.get(0)).hasSize(10);
        assertThat(shown.get(3)).isEmpty();
        assertThat(keysIn(new KeyRange(Optional.of(keys.get(4)), Optional.of(keys.get(6)))))
                .containsExactly(keys.get(5), keys.get(6));
    }

    @Test
    @Clause("LS-SCAN-12")
    final void rangesOfATenantScopedTypeShowEveryRecordOnce() {
        List<RecordKey> keys = Stream.of("acme", "bee", "cat")
                .flatMap(tenant -> IntStream.range(0, 4).mapToObj(i -> RecordKey.of(tenant, "key " + i)))
                .toList();
        LegacyStore accounts = store(ContractTypes.ACCOUNTS);
        UnversionedWriter writer = bypassing(ContractTypes.ACCOUNTS);
        keys.forEach(it -> writer.putUnversioned(it, Contents.account("n of " + it.id())));

        List<RecordKey> shown =
                KeyRange.between(List.of(keys.get(2), RecordKey.of("bee", "key 9"), keys.get(8))).stream()
                        .flatMap(it -> keysIn(accounts, it).stream())
                        .toList();

        assertThat(shown).containsExactlyElementsOf(keys);
    }

    @Test
    @Clause("LS-SCAN-13")
    final void boundariesAreKeysInOrderAndNoMoreThanDivideSoManyRanges() {
        assertThat(store().boundaries(4)).isEmpty();
        List<RecordKey> keys = IntStream.range(0, 40)
                .mapToObj(i -> RecordKey.global("key " + i))
                .sorted()
                .toList();
        keys.forEach(it -> putUnversioned(it, OLD));

        List<RecordKey> boundaries = store().boundaries(4);

        assertThat(boundaries)
                .hasSizeBetween(1, 3)
                .isSorted()
                .doesNotHaveDuplicates()
                .isSubsetOf(keys);
    }

    @Test
    @Clause("LS-SCAN-12")
    final void ofRangesExactlyOneShowsADocumentThatCannotBeRead() {
        List.of(A, C).forEach(it -> putUnversioned(it, OLD));
        injectUnreadable(B);

        List<LegacyScanEntry> unreadable = KeyRange.between(List.of(A, C)).stream()
                .flatMap(it -> entries(store().scanRecords(it)).stream())
                .filter(it -> it.record().isEmpty())
                .toList();

        assertThat(unreadable)
                .singleElement()
                .satisfies(it -> assertThat(it.id()).contains("b"));
    }

    private List<RecordKey> keysIn(KeyRange range) {
        return keysIn(store(), range);
    }

    private static List<RecordKey> keysIn(LegacyStore store, KeyRange range) {
        return entries(store.scanRecords(range)).stream()
                .flatMap(it -> it.record().stream())
                .map(LegacyRecord::key)
                .toList();
    }

    private static ScanEntry scanEntry(
            RecordKey key, VersionStamp stamp, ContentHash content, Optional<ContentHash> stored, boolean pending) {
        return new ScanEntry(key, stamp, Optional.of(content), stored, pending, Optional.empty());
    }

    private static List<LegacyScanEntry> entries(LegacyStore store, Optional<RecordKey> after) {
        return entries(store.scanRecords(after));
    }

    private static List<LegacyScanEntry> entries(Scan<LegacyScanEntry> opened) {
        List<LegacyScanEntry> entries = new ArrayList<>();
        try (Scan<LegacyScanEntry> scan = opened) {
            scan.forEachRemaining(entries::add);
        }
        return entries;
    }

    private static List<LegacyRecord> records(LegacyStore store, Optional<RecordKey> after) {
        return entries(store, after).stream()
                .flatMap(it -> it.record().stream())
                .toList();
    }

    private static List<ScanEntry> scanEntries(LegacyStore store) {
        List<ScanEntry> scanEntries = new ArrayList<>();
        try (Scan<ScanEntry> scan = store.scan(Optional.empty())) {
            scan.forEachRemaining(scanEntries::add);
        }
        return scanEntries;
    }
}
