// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.value;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Named values without an inherent order: the content of a record, a row of a child table, or a JSON object.
 *
 * <p>Immutable. Iterates in the byte order of the names, so that everything derived from it is deterministic.
 */
public final class Struct implements Value {

    /** The struct without members. */
    public static final Struct EMPTY = new Struct(new String[0], new Value[0]);

    /** So many members are looked at one by one. */
    private static final int FEW = 32;

    // Two arrays side by side: what is hashed, compared and written most is read in a row, with no node for each
    // member.
    private final String[] names;
    private final Value[] values;

    /** Computed when it is first asked for; more than once at worst, always equal. */
    private volatile @Nullable ContentHash hash;

    /** Who looked at it last and found nothing wrong. */
    private volatile @Nullable Object approval;

    /** Of names in byte order, each once. Both arrays become the struct's and must not be changed any more. */
    Struct(String[] names, Value[] values) {
        this.names = names;
        this.values = values;
    }

    /** A struct with a copy of these members. */
    public static Struct of(Map<String, ? extends Value> members) {
        Builder builder = new Builder();
        members.forEach(builder::put);
        return builder.build();
    }

    /** Starts a struct member by member. */
    public static Builder builder() {
        return new Builder();
    }

    /** Starts a struct of which so many members are expected. */
    public static Builder builder(int expected) {
        return new Builder(expected);
    }

    ContentHash hash() {
        ContentHash known = hash;
        if (known == null) {
            known = ContentHash.computed(this);
            hash = known;
        }
        return known;
    }

    /**
     * Whether this was the last approval: rules that cost as much as a write, and that every store on the way of a content asks, need not be
     * asked again of the same struct.
     */
    public boolean isApproved(Object by) {
        return by.equals(approval);
    }

    /** Keeps that rules found nothing wrong, in place of an earlier approval. Any thread may do so. */
    public void approve(Object by) {
        approval = by;
    }

    /** The members in the byte order of their names; unmodifiable. */
    public Map<String, Value> members() {
        return new StructMembers(this);
    }

    /** How many members there are. */
    public int size() {
        return names.length;
    }

    String nameAt(int index) {
        return names[index];
    }

    Value valueAt(int index) {
        return values[index];
    }

    List<Value> valuesInOrder() {
        return Collections.unmodifiableList(Arrays.asList(values));
    }

    @Nullable
    Value valueOf(String name) {
        int index = indexOf(name);
        return index < 0 ? null : values[index];
    }

    /** Negative if there is none. */
    private int indexOf(String name) {
        if (names.length > FEW) {
            return placeOf(name);
        }
        for (int i = 0; i < names.length; i++) {
            if (isSame(names[i], name)) {
                return i;
            }
        }
        for (int i = 0; i < names.length; i++) {
            if (names[i].equals(name)) {
                return i;
            }
        }
        return -1;
    }

    /** As a binary search answers. */
    private int placeOf(String name) {
        return Arrays.binarySearch(names, name, Texts.BYTE_ORDER);
    }

    /** Whoever reads what a declaration made asks by the text of the declaration, which needs no comparison. */
    @SuppressWarnings("ReferenceEquality")
    private static boolean isSame(String one, String other) {
        return one == other;
    }

    /** The member of this name; empty if it is missing, present if it is an explicit null. */
    public Optional<Value> find(String name) {
        return Optional.ofNullable(valueOf(name));
    }

    /** Whether there is a member of this name, an explicit null included. */
    public boolean has(String name) {
        return indexOf(name) >= 0;
    }

    /** Whether there are no members. */
    public boolean isEmpty() {
        return names.length == 0;
    }

    /** Calls for each member in the byte order of the names. */
    public void forEach(BiConsumer<? super String, ? super Value> action) {
        for (int i = 0; i < names.length; i++) {
            action.accept(names[i], values[i]);
        }
    }

    /** This struct with one member set. */
    public Struct with(String name, Value value) {
        int index = placeOf(name);
        if (index >= 0) {
            Value[] changed = values.clone();
            changed[index] = value;
            return new Struct(names, changed);
        }
        int place = -index - 1;
        String[] moreNames = new String[names.length + 1];
        Value[] moreValues = new Value[names.length + 1];
        System.arraycopy(names, 0, moreNames, 0, place);
        System.arraycopy(values, 0, moreValues, 0, place);
        moreNames[place] = name;
        moreValues[place] = value;
        System.arraycopy(names, place, moreNames, place + 1, names.length - place);
        System.arraycopy(values, place, moreValues, place + 1, names.length - place);
        return new Struct(moreNames, moreValues);
    }

    /** This struct without the member of this name. */
    public Struct without(String name) {
        int index = indexOf(name);
        if (index < 0) {
            return this;
        }
        Builder rest = new Builder();
        for (int i = 0; i < names.length; i++) {
            if (i != index) {
                rest.put(names[i], values[i]);
            }
        }
        return rest.build();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Struct that && Arrays.equals(names, that.names) && Arrays.equals(values, that.values);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(names) + Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return members().toString();
    }

    /** Collects members; a later member of the same name replaces the earlier one. */
    public static final class Builder {

        private static final int EXPECTED = 8;

        private String[] names;
        private Value[] values;
        private int size;
        private boolean inOrder = true;

        private Builder() {
            this(EXPECTED);
        }

        private Builder(int expected) {
            this.names = new String[expected];
            this.values = new Value[expected];
        }

        /** Sets a member. */
        @CanIgnoreReturnValue
        public Builder put(String name, Value value) {
            if (size == names.length) {
                names = Arrays.copyOf(names, 2 * size + 1);
                values = Arrays.copyOf(values, 2 * size + 1);
            }
            inOrder = inOrder && (size == 0 || Texts.BYTE_ORDER.compare(names[size - 1], name) < 0);
            names[size] = Objects.requireNonNull(name, "name");
            values[size] = Objects.requireNonNull(value, "value");
            size++;
            return this;
        }

        /** Sets a text member. */
        @CanIgnoreReturnValue
        public Builder put(String name, String value) {
            return put(name, Value.of(value));
        }

        /** The struct of the members set. */
        public Struct build() {
            if (!inOrder && size <= FEW) {
                orderFew();
            } else if (!inOrder) {
                order();
            }
            if (size == 0) {
                return EMPTY;
            } else if (size < names.length) {
                return new Struct(Arrays.copyOf(names, size), Arrays.copyOf(values, size));
            }
            // Full arrays become the struct's: nothing is changed in them, and another member would be put into larger
            // ones.
            return new Struct(names, values);
        }

        /** As {@link #order}. */
        private void orderFew() {
            int kept = 0;
            for (int i = 0; i < size; i++) {
                String name = names[i];
                Value value = values[i];
                int place = kept;
                while (place > 0 && Texts.BYTE_ORDER.compare(names[place - 1], name) > 0) {
                    place--;
                }
                if (place > 0 && names[place - 1].equals(name)) {
                    values[place - 1] = value;
                } else {
                    System.arraycopy(names, place, names, place + 1, kept - place);
                    System.arraycopy(values, place, values, place + 1, kept - place);
                    names[place] = name;
                    values[place] = value;
                    kept++;
                }
            }
            size = kept;
            inOrder = true;
        }

        /** Sorts by name, and keeps the last of several members of one name. */
        private void order() {
            Integer[] places = new Integer[size];
            Arrays.setAll(places, it -> it);
            Arrays.sort(places, Comparator.comparing(it -> names[it], Texts.BYTE_ORDER));
            String[] sortedNames = new String[size];
            Value[] sortedValues = new Value[size];
            int kept = 0;
            for (int place : places) {
                if (kept > 0 && sortedNames[kept - 1].equals(names[place])) {
                    kept--;
                }
                sortedNames[kept] = names[place];
                sortedValues[kept] = values[place];
                kept++;
            }
            names = sortedNames;
            values = sortedValues;
            size = kept;
            inOrder = true;
        }
    }
}
