// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.entity;

import java.util.List;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Value;

/**
 * An {@code _id} of any type that can be a key, and its text.
 *
 * <p>The text is one for each {@code _id} that MongoDB tells apart, and its byte order is MongoDB's order of {@code _id}s:
 * null, numbers, texts, documents, binary, object ids, truth values, dates. Numbers of equal value are one {@code _id} in
 * MongoDB and have one text, whatever their class. The members of a document keep their order, which is part of the
 * {@code _id}.
 */
public sealed interface LegacyId {

    /** An {@code _id} that is one value. */
    record Scalar(Value value) implements LegacyId {}

    /** An {@code _id} that is a document. */
    record Compound(List<Member> members) implements LegacyId {

        /** Takes an unmodifiable copy. */
        public Compound {
            members = List.copyOf(members);
        }
    }

    /** A member of a compound id. */
    record Member(String name, LegacyId value) {}

    /** The id of a value; a struct becomes a document with its members in the byte order of their names. */
    static LegacyId of(Value value) {
        return value instanceof Struct it
                ? new Compound(it.members().entrySet().stream()
                        .map(member -> new Member(member.getKey(), of(member.getValue())))
                        .toList())
                : new Scalar(value);
    }

    /** The id as a value, which forgets the order of members. */
    default Value value() {
        if (this instanceof Compound it) {
            Struct.Builder struct = Struct.builder();
            it.members()
                    .forEach(member -> struct.put(member.name(), member.value().value()));
            return struct.build();
        }
        return ((Scalar) this).value();
    }

    /**
     * The text of the id, as the key of an entity type with ids of kind {@link IdKind#MIXED} holds it.
     *
     * @throws IllegalArgumentException if no key can hold the id; the message names no value
     */
    default String text() {
        return LegacyIdText.textOf(this);
    }

    /**
     * The id of a text.
     *
     * @throws IllegalArgumentException if {@link #text} makes no such text
     */
    static LegacyId ofText(String text) {
        return LegacyIdText.idOf(text);
    }
}
