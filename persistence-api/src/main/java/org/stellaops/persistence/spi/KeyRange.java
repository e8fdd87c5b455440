// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.spi;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.stellaops.persistence.RecordKey;

/**
 * Keys between two keys, in the order of keys.
 *
 * @param after the key behind which the range begins; empty from the first key on
 * @param upTo the last key of the range, itself in it; empty to the end
 */
public record KeyRange(Optional<RecordKey> after, Optional<RecordKey> upTo) {

    /** All keys. */
    public static final KeyRange ALL = new KeyRange(Optional.empty(), Optional.empty());

    /** Whether a key is in the range. */
    public boolean contains(RecordKey key) {
        return after.filter(it -> key.compareTo(it) <= 0).isEmpty()
                && upTo.filter(it -> key.compareTo(it) > 0).isEmpty();
    }

    /** The keys of this range behind one of them; all of them if empty. */
    public KeyRange behind(Optional<RecordKey> key) {
        return key.isEmpty() ? this : new KeyRange(key, upTo);
    }

    /**
     * Of keys in order, those that end ranges which hold about equally many of them.
     *
     * @param ranges how many ranges, at least 2
     * @return one key less than there are ranges; fewer if there are few keys
     */
    public static List<RecordKey> boundaries(List<RecordKey> keys, int ranges) {
        return IntStream.range(1, ranges)
                .map(i -> i * keys.size() / ranges)
                .distinct()
                .filter(i -> i > 0)
                .mapToObj(i -> keys.get(i - 1))
                .toList();
    }

    /** The ranges between these keys, which are in order: one more than there are keys. */
    public static List<KeyRange> between(List<RecordKey> boundaries) {
        List<KeyRange> ranges = new ArrayList<>();
        Optional<RecordKey> after = Optional.empty();
        for (RecordKey boundary : boundaries) {
            ranges.add(new KeyRange(after, Optional.of(boundary)));
            after = Optional.of(boundary);
        }
        ranges.add(new KeyRange(after, Optional.empty()));
        return ranges;
    }
}
