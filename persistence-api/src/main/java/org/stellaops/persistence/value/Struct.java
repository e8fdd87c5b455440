// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.value;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Named values without an inherent order: the content of a record, a row of a child table, or a JSON object.
 *
 * <p>Immutable. Iterates in the byte order of the names, so that everything derived from it is deterministic.
 */
public final class Struct implements Value {

    /** The struct without members. */
    public static final Struct EMPTY = new Struct(new TreeMap<>(Texts.BYTE_ORDER));

    private final SortedMap<String, Value> members;

    /** Computed when it is first asked for; more than once at worst, always equal. */
    private volatile @Nullable ContentHash hash;

    /** Who looked at it last and found nothing wrong. */
    private volatile @Nullable Object approval;

    private Struct(SortedMap<String, Value> members) {
        this.members = Collections.unmodifiableSortedMap(members);
    }

    /** A struct with a copy of these members. */
    public static Struct of(Map<String, ? extends Value> members) {
        SortedMap<String, Value> copy = new TreeMap<>(Texts.BYTE_ORDER);
        copy.putAll(members);
        return new Struct(copy);
    }

    /** Starts a struct member by member. */
    public static Builder builder() {
        return new Builder();
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
    public SortedMap<String, Value> members() {
        return members;
    }

    /** The member of this name; empty if it is missing, present if it is an explicit null. */
    public Optional<Value> find(String name) {
        return Optional.ofNullable(members.get(name));
    }

    /** Whether there is a member of this name, an explicit null included. */
    public boolean has(String name) {
        return members.containsKey(name);
    }

    /** Whether there are no members. */
    public boolean isEmpty() {
        return members.isEmpty();
    }

    /** Calls for each member in the byte order of the names. */
    public void forEach(BiConsumer<? super String, ? super Value> action) {
        members.forEach(action);
    }

    /** This struct with one member set. */
    public Struct with(String name, Value value) {
        SortedMap<String, Value> copy = new TreeMap<>(Texts.BYTE_ORDER);
        copy.putAll(members);
        copy.put(name, value);
        return new Struct(copy);
    }

    /** This struct without the member of this name. */
    public Struct without(String name) {
        if (!members.containsKey(name)) {
            return this;
        }
        SortedMap<String, Value> copy = new TreeMap<>(Texts.BYTE_ORDER);
        copy.putAll(members);
        copy.remove(name);
        return new Struct(copy);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Struct that && members.equals(that.members);
    }

    @Override
    public int hashCode() {
        return members.hashCode();
    }

    @Override
    public String toString() {
        return members.toString();
    }

    /** Collects members; a later member of the same name replaces the earlier one. */
    public static final class Builder {

        private final SortedMap<String, Value> members = new TreeMap<>(Texts.BYTE_ORDER);

        private Builder() {}

        /** Sets a member. */
        @CanIgnoreReturnValue
        public Builder put(String name, Value value) {
            members.put(name, value);
            return this;
        }

        /** Sets a text member. */
        @CanIgnoreReturnValue
        public Builder put(String name, String value) {
            return put(name, Value.of(value));
        }

        /** The struct of the members set. */
        public Struct build() {
            return Struct.of(members);
        }
    }
}
