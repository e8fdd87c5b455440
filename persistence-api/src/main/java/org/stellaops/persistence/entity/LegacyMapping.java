// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.entity;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Value;

/**
 * Maps the records of an entity type to legacy documents and back.
 *
 * <p>The two directions are inverse: {@code fromDocument(key, toDocument(key, content))} equals {@code content} for every
 * content that can be stored, and a document that {@link #fromDocument} accepts comes back equal from {@link #toDocument}.
 * What a mapping cannot carry, it refuses; it never drops a member. A mapping that reads several forms of a value writes one
 * of them; {@link #toDocument(RecordKey, Struct, Struct)} keeps the others where nothing was changed.
 *
 * <p><b>Threads.</b> Safe for concurrent use. <b>Blocking.</b> Never. <b>Failure.</b> {@link UnmappableException}.
 * <b>Nulls.</b> Neither accepted nor returned. <b>Evolution.</b> Grows by default methods only.
 */
public interface LegacyMapping extends LegacyFields {

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
     * The members of the document when it replaces one that is there: members that the content does not change keep the form
     * that they have, however many forms the mapping reads.
     *
     * @param held the members of the document that is there, without {@code _id} and {@code _sync}
     */
    default Struct toDocument(RecordKey key, Struct content, Struct held) {
        Struct after = toDocument(key, content);
        try {
            Struct merged = LegacyMerge.of(held, toDocument(key, fromDocument(key, held)), after);
            return fromDocument(key, merged).equals(content) ? merged : after;
        } catch (UnmappableException e) {
            return after;
        }
    }

    /** The {@code _id} with its members in their order: the one that names the tenant first, then by their names. */
    default LegacyId idOf(RecordKey key) {
        LegacyId id = LegacyId.of(toId(key));
        String tenant = tenantPath().orElse("").replaceFirst("^_id\\.", "");
        if (id instanceof LegacyId.Compound it) {
            return new LegacyId.Compound(it.members().stream()
                    .sorted(Comparator.comparing(member -> !member.name().equals(tenant)))
                    .toList());
        }
        return id;
    }

    /**
     * The key of a document.
     *
     * @param id its {@code _id}
     * @param members finds a member at the top of the document, for a tenant that is one
     * @throws UnmappableException if the document has no key of this entity type
     */
    default RecordKey keyOf(LegacyId id, Function<String, Optional<Value>> members) {
        return fromId(id.value());
    }

    /** The value at {@link #tenantPath} for a tenant. */
    default Value tenantValue(String tenant) {
        return Value.of(tenant);
    }

    /** What tenants are in documents. */
    default IdKind tenantKind() {
        return IdKind.TEXT;
    }

    /** The tenant as keys hold it, of what a caller names. */
    default String tenantText(String given) {
        return given;
    }

    /** The names of members in the order in which a document that is new has them; the others follow by name. */
    default List<String> memberOrder() {
        return List.of();
    }

    /** Whether documents have a place for this member already, so that a remainder must not hold it. */
    default boolean hides(String member, Value value) {
        return false;
    }

    /**
     * How some fields are read from documents without the others.
     *
     * @param fields their names
     * @return empty if the mapping needs whole documents
     */
    default Optional<LegacySelection> selection(Set<String> fields) {
        return Optional.empty();
    }

    /**
     * Whether a member at the top of documents is always part of the remainder, and of no other field, so that queries find what the
     * remainder holds of this name there. A mapping that has not thought of it says no.
     */
    default boolean isOfRemainder(String member) {
        return false;
    }

    /**
     * How queries find the columns of a child list's rows in the documents of its array, for a {@link FieldType.Child}.
     *
     * @return empty if the documents of the array have another form, so that MongoDB cannot be asked for their members
     */
    default Optional<LegacyFields> rows(FieldDef list) {
        return Optional.empty();
    }

    /** The places in documents that this mapping reads, for reports to persons; those that it cannot name are left out. */
    default List<LegacyMember> members(EntityType<?> type) {
        return type.fields().stream()
                .flatMap(field -> path(field)
                        .map(at -> new LegacyMember(at, String.valueOf(field.type()), LegacyMember.Inside.ANYTHING))
                        .stream())
                .toList();
    }

    /**
     * How a document that can be read differs from the one that would be written of its content if there were none yet. Without
     * a declaration of forms and defaults, every difference counts as {@link ReadingNote.Kind#NOT_KEPT}.
     *
     * @param document its members without {@code _id} and {@code _sync}
     * @throws UnmappableException if it cannot be read
     */
    default List<ReadingNote> notes(RecordKey key, Struct document) {
        return ShapeNotes.ofDifferences(document, toDocument(key, fromDocument(key, document)));
    }
}
