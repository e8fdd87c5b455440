package org.stellaops.persistence.entity;

import java.util.UUID;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.value.Value;

/** The kind of an entity type's ids. For all three, ids are ordered by the bytes of their texts. */
public enum IdKind {
    /** Any text. {@code text} in PostgreSQL, a string in MongoDB. */
    TEXT,
    /** A UUID. {@code uuid} in PostgreSQL, binary of subtype 4 in MongoDB. */
    UUID,
    /** A BSON object id. 24 lower-case hexadecimal digits as {@code text} in PostgreSQL, an object id in MongoDB. */
    OBJECT_ID;

    /**
     * The id of a key as a value.
     *
     * @throws IllegalArgumentException if the id is not of this kind, or not in its canonical form
     */
    public Value valueOf(RecordKey key) {
        return switch (this) {
            case TEXT -> new Value.Text(key.id());
            case UUID -> uuid(key.id());
            case OBJECT_ID -> canonical(key.id(), new Value.Oid(key.id()).hex(), new Value.Oid(key.id()));
        };
    }

    /**
     * The text of an id, as a key holds it.
     *
     * @throws IllegalArgumentException if the value is not of this kind
     */
    public String textOf(Value id) {
        if (this == TEXT && id instanceof Value.Text it) {
            return it.value();
        } else if (this == UUID && id instanceof Value.Uuid it) {
            return it.value().toString();
        } else if (this == OBJECT_ID && id instanceof Value.Oid it) {
            return it.hex();
        }
        throw new IllegalArgumentException(
                "expected an id of kind " + this + ", found " + id.getClass().getSimpleName());
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
