// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.memory;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.spi.DeadLetters;
import org.stellaops.persistence.spi.RejectedImage;

/** Dead letters in memory. */
final class MemoryDeadLetters implements DeadLetters {

    private final Steps steps;
    private final Map<EntryKey, RejectedImage> entries = new TreeMap<>();

    MemoryDeadLetters(Steps steps) {
        this.steps = steps;
    }

    private record EntryKey(String entity, RecordKey key) implements Comparable<EntryKey> {

        private static final Comparator<EntryKey> ORDER =
                Comparator.comparing(EntryKey::entity).thenComparing(EntryKey::key);

        @Override
        public int compareTo(EntryKey other) {
            return ORDER.compare(this, other);
        }
    }

    @Override
    public Map<RecordKey, RejectedImage> find(String entity, Collection<RecordKey> keys) {
        return steps.step(() -> {
            Map<RecordKey, RejectedImage> found = new HashMap<>();
            for (RecordKey key : keys) {
                RejectedImage entry = entries.get(new EntryKey(entity, key));
                if (entry != null) {
                    found.put(key, entry);
                }
            }
            return found;
        });
    }

    @Override
    public boolean write(Optional<RejectedImage> expected, RejectedImage next) {
        return steps.step(() -> {
            EntryKey place = new EntryKey(next.entity(), next.key());
            boolean matches = expected.map(this::isThere).orElseGet(() -> !entries.containsKey(place));
            if (matches) {
                entries.put(place, next);
            }
            return matches;
        });
    }

    @Override
    public boolean remove(RejectedImage expected) {
        return steps.step(
                () -> isThere(expected) && entries.remove(new EntryKey(expected.entity(), expected.key())) != null);
    }

    @Override
    public List<RejectedImage> list(String entity, Which which, Optional<RecordKey> after, int limit) {
        return steps.step(() -> of(entity, which)
                .filter(it -> after.map(key -> it.key().compareTo(key) > 0).orElse(true))
                .limit(limit)
                .toList());
    }

    @Override
    public long count(String entity, int atMost) {
        return steps.step(() -> of(entity, Which.DEAD).limit(atMost).count());
    }

    private Stream<RejectedImage> of(String entity, Which which) {
        return entries.values().stream()
                .filter(it -> it.entity().equals(entity) && (which == Which.ALL || it.isDead()));
    }

    private boolean isThere(RejectedImage expected) {
        RejectedImage there = entries.get(new EntryKey(expected.entity(), expected.key()));
        return there != null && there.stamp().equals(expected.stamp()) && there.tries() == expected.tries();
    }
}
