// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.internal;

import java.util.List;
import java.util.Optional;
import org.stellaops.persistence.spi.ControlEntries;

/** Entries that can be looked at only. */
record ReadOnlyEntries(ControlEntries entries) implements ControlEntries {

    @Override
    public Optional<Entry> find(String name) {
        return ReadOnly.orElse(() -> entries.find(name), Optional.empty());
    }

    @Override
    public List<Entry> list(String prefix) {
        return ReadOnly.orElse(() -> entries.list(prefix), List.of());
    }

    @Override
    public boolean insert(String name, String text) {
        throw Database.readOnly("writing entry " + name);
    }

    @Override
    public boolean replace(Entry expected, String text) {
        throw Database.readOnly("writing entry " + expected.name());
    }

    @Override
    public boolean remove(Entry expected) {
        throw Database.readOnly("removing entry " + expected.name());
    }
}
