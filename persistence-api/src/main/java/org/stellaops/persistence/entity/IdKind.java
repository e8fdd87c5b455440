// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.entity;

import java.util.HexFormat;
import java.util.UUID;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.value.Value;

/** What the ids of an entity type are. In all of them, the order of ids is the byte order of the texts that keys hold. */
public enum IdKind {
    /** Any text. {@code text} in PostgreSQL, a string in MongoDB. */
    TEXT,
    /** A UUID. {@code uuid} in PostgreSQL, binary of subtype 4 in MongoDB. */
    UUID,
    /** A BSON object id. 24 lower-case hexadecimal digits as {@code text} in PostgreSQL, an object id in MongoDB. */
    OBJECT_ID,
    /**
     * A number of any class. A text in the order of the numbers in keys and in PostgreSQL ({@code a7} for 7, {@code b12} for
     * 12); in MongoDB an int, or a long where it is too large or the Java class says so.
     */
    NUMBER,
    /** A UUID as the old Java driver wrote it. 32 hexadecimal digits of its bytes as {@code text}, binary of subtype 3. */
    UUID_LEGACY,
    /** An {@code _id} of any type, several in one collection, documents among them: the text of a {@link LegacyId}. */
    MIXED;

    private static final int UUID_LEGACY_SUBTYPE = 3;
    private static final int UUID_BYTES = 16;

    /**
     * The id of a key as conditions and page tokens hold it: a value of the kind, and the text of the key for those kinds
     * that have more than one class.
     *
     * @throws IllegalArgumentException if the id is not of this kind, or not in its canonical form
     */
    public Value valueOf(RecordKey key) {
        return switch (this) {
            case TEXT -> new Value.Text(key.id());
            case UUID -> uuid(key.id());
            case OBJECT_ID -> canonical(key.id(), new Value.Oid(key.id()).hex(), new Value.Oid(key.id()));
            case NUMBER, UUID_LEGACY, MIXED -> {
                LegacyId unused = idOf(key.id());
                yield new Value.Text(key.id());
            }
        };
    }

    /**
     * Rejects a text that no key of this kind holds; makes nothing where any text is one.
     *
     * @throws IllegalArgumentException as {@link #valueOf}
     */
    void require(String text) {
        if (this != TEXT) {
            Value unused = valueOf(RecordKey.global(text));
        }
    }

    /**
     * The {@code _id} of a text that a key holds.
     *
     * @throws IllegalArgumentException if it is no text of this kind
     */
    public LegacyId idOf(String text) {
        return switch (this) {
            case TEXT -> new LegacyId.Scalar(Value.of(text));
            case UUID, OBJECT_ID -> new LegacyId.Scalar(valueOf(RecordKey.global(text)));
            case NUMBER -> new LegacyId.Scalar(Numbers.narrowest(SortableNumber.numberOf(text)));
            case UUID_LEGACY -> new LegacyId.Scalar(new Value.Bytes(UUID_LEGACY_SUBTYPE, bytes(text)));
            case MIXED -> LegacyId.ofText(text);
        };
    }

    /**
     * The text of an id, as a key holds it.
     *
     * @throws IllegalArgumentException if the value is not of this kind
     */
    public String textOf(LegacyId id) {
        return this == MIXED ? id.text() : textOf(id.value());
    }

    /**
     * The text of an id, as a key holds it.
     *
     * @throws IllegalArgumentException if the value is not of this kind
     */
    public String textOf(Value id) {
        if (this == MIXED) {
            return LegacyId.of(id).text();
        } else if (this == TEXT && id instanceof Value.Text it) {
            return it.value();
        } else if (this == UUID && id instanceof Value.Uuid it) {
            return it.value().toString();
        } else if (this == OBJECT_ID && id instanceof Value.Oid it) {
            return it.hex();
        } else if (this == NUMBER && Numbers.isNumber(id)) {
            return SortableNumber.textOf(Numbers.exact(id));
        } else if (this == UUID_LEGACY
                && id instanceof Value.Bytes it
                && it.subtype() == UUID_LEGACY_SUBTYPE
                && it.value().length == UUID_BYTES) {
            return HexFormat.of().formatHex(it.value());
        }
        throw new IllegalArgumentException(
                "expected an id of kind " + this + ", found " + id.getClass().getSimpleName());
    }

    /**
     * What a condition on the id compares with, in the class that {@link #valueOf} has.
     *
     * @throws IllegalArgumentException if it is no id of this kind
     */
    public Value queryValue(Value asked) {
        boolean byText = this == NUMBER || this == UUID_LEGACY || this == MIXED;
        if (!byText) {
            String unused = textOf(asked);
            return asked;
        } else if (asked instanceof Value.Text it) {
            return valueOf(RecordKey.global(it.value()));
        } else if (this == UUID_LEGACY && asked instanceof Value.Uuid it) {
            return Value.of(HexFormat.of().formatHex(Uuids.javaLegacyBytesOf(it.value())));
        }
        return Value.of(textOf(asked));
    }

    private static byte[] bytes(String text) {
        byte[] bytes = HexFormat.of().parseHex(text);
        if (bytes.length != UUID_BYTES || !HexFormat.of().formatHex(bytes).equals(text)) {
            throw new IllegalArgumentException("expected the 16 bytes of a UUID in lower-case hexadecimal as id");
        }
        return bytes;
    }

    private static Value uuid(String id) {
        UUID uuid;
        try {
            uuid = java.util.UUID.fromString(id);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("expected a UUID as id", e);
        }
        return canonical(id, uuid.toString(), new Value.Uuid(uuid));
    }

    private static Value canonical(String given, String canonical, Value value) {
        if (!given.equals(canonical)) {
            throw new IllegalArgumentException("an id must be written in lower case and in full");
        }
        return value;
    }
}
