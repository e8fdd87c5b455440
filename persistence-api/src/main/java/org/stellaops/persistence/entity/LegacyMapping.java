package org.stellaops.persistence.entity;

import java.util.Optional;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Value;

/**
 * Maps the records of an entity type to legacy documents and back.
 *
 * <p>The two directions are inverse: {@code fromDocument(key, toDocument(key, content))} equals {@code content} for
 * every
 * content that can be stored, and a document that {@link #fromDocument} accepts comes back equal from {@link
 * #toDocument}.
 * A mapping rejects what it cannot represent; it never drops a member.
 *
 * <p><b>Threads.</b> Safe for concurrent use. <b>Blocking.</b> Never. <b>Failure.</b> {@link UnmappableException}.
 * <b>Nulls.</b> Neither accepted nor returned. <b>Evolution.</b> Grows by default methods only.
 */
public interface LegacyMapping {

    /** The members of the document without {@code _id} and {@code _sync}. */
    Struct toDocument(RecordKey key, Struct content);

    /**
     * The content of a document.
     *
     * @param document its members without {@code _id} and {@code _sync}
     * @throws UnmappableException if a member has no place in the entity type or is of another class than its field
     */
    Struct fromDocument(RecordKey key, Struct document);

    /** The {@code _id} of the record's document. */
    Value toId(RecordKey key);

    /**
     * The key of a document.
     *
     * @throws UnmappableException if the {@code _id} is not one of this entity type
     */
    RecordKey fromId(Value id);

    /** The path by which a document is found by tenant; empty for a global entity type. */
    Optional<String> tenantPath();

    /** The path of the id within its tenant, whose order in MongoDB is the order of ids. */
    String idPath();

    /**
     * The path at which queries find a field in a document, with the same class of value as in the content.
     *
     * @return empty if the document stores the field in another form, so that MongoDB cannot query it
     */
    Optional<String> path(FieldDef field);

    /** The value as the document stores it at {@link #path}, for comparisons in queries. */
    default Value queryValue(FieldDef field, Value value) {
        return value;
    }
}
