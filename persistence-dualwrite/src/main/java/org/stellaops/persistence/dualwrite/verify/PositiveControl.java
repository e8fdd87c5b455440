// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.dualwrite.internal.compare.StructDiff;
import org.stellaops.persistence.spi.RangeDigest;
import org.stellaops.persistence.spi.ScanEntry;
import org.stellaops.persistence.spi.VersionStamp;
import org.stellaops.persistence.value.ContentHash;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Value;

/**
 * Shows that the checker sees differences: entries go through the merge, the comparison and the digests that a pass uses, once as they
 * are, when nothing may be seen, and once for each kind of difference with one planted, which must be seen at its key and nowhere else.
 * Nothing is planted in a store.
 */
final class PositiveControl {

    private static final VersionStamp OTHER = new VersionStamp(Long.MAX_VALUE, "planted");
    private static final ContentHash OTHER_HASH = ContentHash.of(Value.of("planted"));

    private final Equality equality;

    PositiveControl(Equality equality) {
        this.equality = equality;
    }

    /** Where a difference is planted: on which side, and what becomes of the entry there. */
    private record Plant(String name, boolean onLegacy, Function<ScanEntry, Optional<ScanEntry>> change) {}

    private static List<Plant> plants() {
        List<Plant> plants = new ArrayList<>();
        for (boolean onLegacy : new boolean[] {true, false}) {
            String side = onLegacy ? " on the legacy side" : " on the target side";
            plants.add(new Plant("a missing record" + side, onLegacy, entry -> Optional.empty()));
            plants.add(new Plant("another hash" + side, onLegacy, it -> Optional.of(with(it, it.stamp(), OTHER_HASH))));
            plants.add(new Plant(
                    "another version" + side,
                    onLegacy,
                    it -> Optional.of(with(it, OTHER, it.contentHash().orElse(OTHER_HASH)))));
        }
        return plants;
    }

    /** Checks the checker with made-up entries; what it did not see. */
    Optional<String> before() {
        List<ScanEntry> made = new ArrayList<>();
        for (int i = 1; i <= 3; i++) {
            made.add(with(
                    new ScanEntry(
                            RecordKey.global("control-" + i),
                            VersionStamp.UNVERSIONED,
                            Optional.empty(),
                            Optional.empty(),
                            false,
                            Optional.empty()),
                    new VersionStamp(i, "token-" + i),
                    ContentHash.of(Value.of(i))));
        }
        return check(made).or(PositiveControl::contents);
    }

    /** Checks the checker with entries of the pass that were equal; what it did not see. */
    Optional<String> after(List<ScanEntry> equal) {
        return equal.isEmpty() ? Optional.empty() : check(equal);
    }

    private Optional<String> check(List<ScanEntry> entries) {
        List<RecordKey> seen = differences(entries, entries);
        if (!seen.isEmpty()) {
            return Optional.of("a difference was seen where none is");
        }
        RecordKey place = entries.get(entries.size() / 2).key();
        return plants().stream()
                .filter(it -> !isSeen(it, entries, place))
                .map(it -> it.name() + " was planted and not seen")
                .findFirst();
    }

    private boolean isSeen(Plant plant, List<ScanEntry> entries, RecordKey place) {
        List<ScanEntry> planted = entries.stream()
                .flatMap(it -> it.key().equals(place) ? plant.change().apply(it).stream() : Optional.of(it).stream())
                .toList();
        List<RecordKey> seen = plant.onLegacy() ? differences(planted, entries) : differences(entries, planted);
        return seen.equals(List.of(place)) && !RangeDigest.of(planted).equals(RangeDigest.of(entries));
    }

    private List<RecordKey> differences(List<ScanEntry> legacy, List<ScanEntry> target) {
        List<RecordKey> seen = new ArrayList<>();
        OrderedMerge merge = new OrderedMerge(new ListScan(legacy), new ListScan(target));
        for (Optional<OrderedMerge.Step> step = merge.next(); step.isPresent(); step = merge.next()) {
            if (!equality.holds(step.get())) {
                seen.add(step.get().key());
            }
        }
        return seen;
    }

    /** What a key comparison does with two contents. */
    private static Optional<String> contents() {
        Struct one = Struct.builder().put("field", Value.of(1)).build();
        Struct other = one.with("field", Value.of(1L));
        boolean seen = StructDiff.between(one, other, 1).isPresent()
                && StructDiff.between(one, one, 1).isEmpty()
                && !ContentHash.of(one).equals(ContentHash.of(other));
        return seen ? Optional.empty() : Optional.of("a changed content was planted and not seen");
    }

    private static ScanEntry with(ScanEntry entry, VersionStamp stamp, ContentHash hash) {
        return new ScanEntry(
                entry.key(), stamp, Optional.of(hash), Optional.of(hash), entry.pending(), Optional.empty());
    }
}
