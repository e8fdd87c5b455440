// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.spi;

import java.util.List;
import java.util.Optional;

/** Keeps nothing. */
final class NoControlEntries implements ControlEntries {

    @Override
    public Optional<Entry> find(String name) {
        return Optional.empty();
    }

    @Override
    public List<Entry> list(String prefix) {
        return List.of();
    }

    @Override
    public boolean insert(String name, String text) {
        return true;
    }

    @Override
    public boolean replace(Entry expected, String text) {
        return true;
    }

    @Override
    public boolean remove(Entry expected) {
        return true;
    }

    @Override
    public boolean keeps() {
        return false;
    }
}
