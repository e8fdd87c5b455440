// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.control;

import java.util.Optional;
import org.stellaops.persistence.value.ExtendedJson;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Value;

/** The text of an entry beside the control record: a JSON object, whose members are texts and whole numbers. */
public final class EntryText {

    private final Struct members;

    private EntryText(Struct members) {
        this.members = members;
    }

    /** Nothing yet. */
    public static EntryText empty() {
        return new EntryText(Struct.EMPTY);
    }

    /** What {@link #write} wrote; of another library version it may hold members that this one does not know. */
    public static EntryText read(String text) {
        return new EntryText((Struct) ExtendedJson.read(text));
    }

    /** This text with another member. */
    public EntryText with(String name, String value) {
        return new EntryText(members.with(name, Value.of(value)));
    }

    /** This text with another member, or without it. */
    public EntryText with(String name, Optional<String> value) {
        return value.map(it -> with(name, it)).orElseGet(() -> new EntryText(members.without(name)));
    }

    /** This text with another member. */
    public EntryText with(String name, long value) {
        return with(name, Long.toString(value));
    }

    /** A member. */
    public Optional<String> find(String name) {
        return members.find(name).filter(Value.Text.class::isInstance).map(it -> ((Value.Text) it).value());
    }

    /** A member, empty if it is not there. */
    public String text(String name) {
        return find(name).orElse("");
    }

    /** A member, 0 if it is not there. */
    public long number(String name) {
        return find(name).map(Long::parseLong).orElse(0L);
    }

    /** As it is kept. */
    public String write() {
        return ExtendedJson.write(members);
    }
}
