// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.preflight;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.stellaops.persistence.value.ContentHash;

/**
 * Finds values that occur several times among any number of documents in bounded memory. A first pass marks the bits of all
 * values, and which bits were met twice. A second pass compares, slice by slice, the digests of the few values whose bit was met
 * twice, so that what is found is exact.
 */
final class RepeatedValues {

    private static final int LEAST_BITS = 1 << 16;
    private static final int MOST_BITS = 1 << 26;
    private static final int BITS_FOR_EACH = 64;
    private static final int MOST_IN_SLICE = 50_000;
    private static final int NAMED = 5;

    /** Documents that hold the same values. */
    record Repeated(UniqueRule rule, List<String> ids, long documents) {}

    private static final class Entry {
        private final UniqueRule rule;
        private final List<String> ids = new ArrayList<>();
        private long documents;

        Entry(UniqueRule rule) {
            this.rule = rule;
        }
    }

    private final int mask;
    private final BitSet seen;
    private final BitSet twice;
    private final Map<String, Entry> slice = new TreeMap<>();

    /** For about so many values. */
    RepeatedValues(long expected) {
        long wanted = Math.max(LEAST_BITS, Math.min(MOST_BITS, expected * BITS_FOR_EACH));
        int bits = (int) Math.min(MOST_BITS, Long.highestOneBit(wanted - 1) << 1);
        this.mask = bits - 1;
        this.seen = new BitSet(bits);
        this.twice = new BitSet(bits);
    }

    /** The first pass. */
    void note(ContentHash value) {
        int bit = bitOf(value);
        if (seen.get(bit)) {
            twice.set(bit);
        } else {
            seen.set(bit);
        }
    }

    /** In how many slices the second pass has to look; 0 if no value can occur twice. */
    int slices() {
        int candidates = twice.cardinality();
        return candidates == 0 ? 0 : 1 + candidates * 2 / MOST_IN_SLICE;
    }

    /** The second pass over one slice. */
    void compare(int at, int slices, UniqueRule rule, ContentHash value, String id) {
        int bit = bitOf(value);
        if (!twice.get(bit) || bit % slices != at) {
            return;
        }
        Entry entry = slice.computeIfAbsent(rule.name() + ' ' + value.hex(), unused -> new Entry(rule));
        entry.documents++;
        if (entry.ids.size() < NAMED) {
            entry.ids.add(id);
        }
    }

    /** What the slice that was compared last has twice; forgets it. */
    void drain(BiConsumer<UniqueRule, Repeated> found) {
        slice.values().stream()
                .filter(it -> it.documents > 1)
                .forEach(it -> found.accept(it.rule, new Repeated(it.rule, it.ids, it.documents)));
        slice.clear();
    }

    private int bitOf(ContentHash value) {
        return (int) value.prefix() & mask;
    }
}
