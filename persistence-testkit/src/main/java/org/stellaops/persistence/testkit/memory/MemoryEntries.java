// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.memory;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.stellaops.persistence.spi.ControlEntries;

/** Entries in memory. */
final class MemoryEntries implements ControlEntries {

    private final Steps steps;
    private final SortedMap<String, Entry> entries = new TreeMap<>();

    MemoryEntries(Steps steps) {
        this.steps = steps;
    }

    @Override
    public Optional<Entry> find(String name) {
        return steps.step(() -> Optional.ofNullable(entries.get(name)));
    }

    @Override
    public List<Entry> list(String prefix) {
        return steps.step(() -> entries.values().stream()
                .filter(it -> it.name().startsWith(prefix))
                .toList());
    }

    @Override
    public boolean insert(String name, String text) {
        return steps.step(() -> entries.putIfAbsent(name, new Entry(name, 1, text)) == null);
    }

    @Override
    public boolean replace(Entry expected, String text) {
        return steps.step(() -> entries.replace(expected.name(), expected, expected.next(text)));
    }

    @Override
    public boolean remove(Entry expected) {
        return steps.step(() -> entries.remove(expected.name(), expected));
    }

    /** What restores the entries of now. */
    Runnable keep() {
        return Kept.of(entries);
    }

    String dump() {
        return "entries " + entries.values() + "\n";
    }
}
