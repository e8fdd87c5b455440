// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.value;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The names that structs of one kind may have, such as the columns of a table, sorted once for all of them. Structs that have all of
 * them share their names. Immutable.
 */
public final class StructLayout {

    private final String[] sorted;

    /** Of each sorted name, its place in the order in which the names were given. */
    private final int[] given;

    private StructLayout(String[] sorted, int[] given) {
        this.sorted = sorted;
        this.given = given;
    }

    /**
     * A layout of these names.
     *
     * @throws IllegalArgumentException if one occurs twice
     */
    public static StructLayout of(List<String> names) {
        Set<String> distinct = new HashSet<>(names);
        if (distinct.size() < names.size()) {
            throw new IllegalArgumentException("a name occurs twice among " + names);
        }
        String[] sorted = names.toArray(new String[0]);
        Arrays.sort(sorted, Texts.BYTE_ORDER);
        return new StructLayout(
                sorted, Arrays.stream(sorted).mapToInt(names::indexOf).toArray());
    }

    /**
     * The struct of these values.
     *
     * @param values in the order in which the names were given; null where the struct has no such member
     */
    public Struct struct(@Nullable Value[] values) {
        if (values.length != given.length) {
            throw new IllegalArgumentException("expected " + given.length + " values, not " + values.length);
        }
        Value[] members = new Value[given.length];
        int size = 0;
        for (int place : given) {
            Value value = values[place];
            if (value != null) {
                members[size++] = value;
            }
        }
        if (size == 0) {
            return Struct.EMPTY;
        }
        return size == given.length
                ? new Struct(sorted, members)
                : new Struct(namesOf(values, size), Arrays.copyOf(members, size));
    }

    private String[] namesOf(@Nullable Value[] values, int size) {
        String[] names = new String[size];
        int next = 0;
        for (int i = 0; i < given.length; i++) {
            if (values[given[i]] != null) {
                names[next++] = sorted[i];
            }
        }
        return names;
    }
}
