// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.gate;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.stellaops.persistence.spi.ControlEntries;
import org.stellaops.persistence.spi.Together;

/**
 * The entries of a store, of which each is read once: what several gates rest on, such as since when a store leads. Those that most
 * gates ask for are read together with the first one. Safe for concurrent use.
 */
final class ReadOnce implements ControlEntries {

    private final ControlEntries entries;
    private final Supplier<List<String>> expected;
    private final Together together;
    private final Map<String, Optional<Entry>> known = new HashMap<>();

    /** Entries of which these names will most likely be asked for. */
    ReadOnce(ControlEntries entries, Supplier<List<String>> expected, Together together) {
        this.entries = entries;
        this.expected = expected;
        this.together = together;
    }

    @Override
    public synchronized Optional<Entry> find(String name) {
        if (known.isEmpty()) {
            List<String> names = expected.get();
            List<Optional<Entry>> found = together.all(names.stream()
                    .<Supplier<Optional<Entry>>>map(it -> () -> entries.find(it))
                    .toList());
            for (int i = 0; i < names.size(); i++) {
                known.put(names.get(i), found.get(i));
            }
        }
        Optional<Entry> read = known.get(name);
        if (read == null) {
            read = entries.find(name);
            known.put(name, read);
        }
        return read;
    }

    @Override
    public List<Entry> list(String prefix) {
        return entries.list(prefix);
    }

    @Override
    public boolean insert(String name, String text) {
        forget(name);
        return entries.insert(name, text);
    }

    @Override
    public boolean replace(Entry expectedEntry, String text) {
        forget(expectedEntry.name());
        return entries.replace(expectedEntry, text);
    }

    @Override
    public boolean remove(Entry expectedEntry) {
        forget(expectedEntry.name());
        return entries.remove(expectedEntry);
    }

    @Override
    public boolean keeps() {
        return entries.keeps();
    }

    private synchronized void forget(String name) {
        known.remove(name);
    }
}
