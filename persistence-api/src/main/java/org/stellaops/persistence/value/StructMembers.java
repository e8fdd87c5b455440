// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.value;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Collection;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The members of a struct as a map that cannot be changed. */
final class StructMembers extends AbstractMap<String, Value> {

    private final Struct struct;

    StructMembers(Struct struct) {
        this.struct = struct;
    }

    @Override
    public int size() {
        return struct.size();
    }

    @Override
    public boolean containsKey(@Nullable Object name) {
        return get(name) != null;
    }

    @Override
    public @Nullable Value get(@Nullable Object name) {
        return name instanceof String it ? struct.valueOf(it) : null;
    }

    @Override
    public Collection<Value> values() {
        return struct.valuesInOrder();
    }

    @Override
    public Set<Entry<String, Value>> entrySet() {
        return new Entries();
    }

    private final class Entries extends AbstractSet<Entry<String, Value>> {

        @Override
        public int size() {
            return struct.size();
        }

        @Override
        public Iterator<Entry<String, Value>> iterator() {
            return new Cursor();
        }
    }

    private final class Cursor implements Iterator<Entry<String, Value>> {

        private int next;

        @Override
        public boolean hasNext() {
            return next < struct.size();
        }

        @Override
        public Entry<String, Value> next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            Entry<String, Value> entry = Map.entry(struct.nameAt(next), struct.valueAt(next));
            next++;
            return entry;
        }
    }
}
