// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cohort;

import java.util.List;
import java.util.Optional;
import org.stellaops.persistence.spi.ControlEntries;

/** The entries of a cohort among those of its module, under names of their own. */
record CohortEntries(String prefix, ControlEntries all) implements ControlEntries {

    @Override
    public Optional<Entry> find(String name) {
        return all.find(prefix + name).map(this::own);
    }

    @Override
    public List<Entry> list(String beginning) {
        return all.list(prefix + beginning).stream().map(this::own).toList();
    }

    @Override
    public boolean insert(String name, String text) {
        return all.insert(prefix + name, text);
    }

    @Override
    public boolean replace(Entry expected, String text) {
        return all.replace(stored(expected), text);
    }

    @Override
    public boolean remove(Entry expected) {
        return all.remove(stored(expected));
    }

    @Override
    public boolean keeps() {
        return all.keeps();
    }

    private Entry own(Entry stored) {
        return new Entry(stored.name().substring(prefix.length()), stored.revision(), stored.text());
    }

    private Entry stored(Entry own) {
        return new Entry(prefix + own.name(), own.revision(), own.text());
    }
}
