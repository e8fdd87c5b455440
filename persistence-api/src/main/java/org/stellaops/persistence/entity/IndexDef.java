// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.entity;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * An index of an entity type in PostgreSQL. The tenant leads it and the id ends it, so that it serves the listing of a tenant with
 * these fields compared by equality or sorted. MongoDB keeps the indexes that it has.
 *
 * @param name its name in the schema; empty for {@code idx_<table>_<columns>}
 * @param keys the fields, in their order, all of the root table or all of one child list
 * @param method how it finds records
 * @param where which records are in it; all if empty
 */
public record IndexDef(String name, List<Key> keys, Method method, Optional<Where> where) {

    /**
     * Takes an unmodifiable copy.
     *
     * @throws IllegalArgumentException if no field is named, or the name is none
     */
    public IndexDef {
        keys = List.copyOf(keys);
        if (keys.isEmpty() || !name.matches("|[a-z][a-z0-9_]{0,62}")) {
            throw new IllegalArgumentException("index '" + name
                    + "' must name at least one field, and itself be lower-case letters, digits and underscores");
        }
    }

    /**
     * A field of an index.
     *
     * @param field its name; {@code lines.sku} is a column of a child list, {@code labels.value} the element of a list of values
     * @param descending whether the highest comes first
     */
    public record Key(String field, boolean descending) {}

    /** How an index finds records. */
    public enum Method {
        /** By order and equality. */
        BTREE,
        /** By what an array or a JSON value contains. Without the tenant, which row-level security filters afterwards. */
        GIN
    }

    /**
     * Which records are in an index.
     *
     * @param field a field that may be missing
     * @param missing whether it must be, or must not
     */
    public record Where(String field, boolean missing) {}

    /** An ordered index on these fields, ascending. */
    public static IndexDef on(String... fields) {
        return new IndexDef(
                "", Arrays.stream(fields).map(it -> new Key(it, false)).toList(), Method.BTREE, Optional.empty());
    }

    /** An index on what an array or JSON field contains. */
    public static IndexDef containment(String field) {
        return new IndexDef("", List.of(new Key(field, false)), Method.GIN, Optional.empty());
    }

    /** This index with the highest of one more field first. */
    public IndexDef descending(String field) {
        List<Key> longer = new ArrayList<>(keys);
        longer.add(new Key(field, true));
        return new IndexDef(name, longer, method, where);
    }

    /** This index, of the records that lack a field. */
    public IndexDef whereMissing(String field) {
        return new IndexDef(name, keys, method, Optional.of(new Where(field, true)));
    }

    /** This index, of the records that have a field. */
    public IndexDef wherePresent(String field) {
        return new IndexDef(name, keys, method, Optional.of(new Where(field, false)));
    }

    /** This index under another name. */
    public IndexDef named(String other) {
        return new IndexDef(other, keys, method, where);
    }

    static IndexDef of(Index declared) {
        List<String> descending = List.of(declared.descending());
        List<Key> keys = Arrays.stream(declared.fields())
                .map(it -> new Key(it, descending.contains(it)))
                .toList();
        Optional<Where> where = declared.whereMissing().isEmpty()
                ? Optional.of(declared.wherePresent())
                        .filter(it -> !it.isEmpty())
                        .map(it -> new Where(it, false))
                : Optional.of(new Where(declared.whereMissing(), true));
        return new IndexDef(declared.name(), keys, declared.method(), where);
    }
}
