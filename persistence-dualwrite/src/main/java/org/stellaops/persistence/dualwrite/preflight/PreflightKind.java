// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.preflight;

/** What is wrong with documents of a legacy collection, and what helps. */
public enum PreflightKind {
    /** The {@code _id} is no key. */
    KEY("declare the type of the ids, @Id(kind = …) or an @Id LegacyId for ids of several types"),
    /** The {@code _id} or the tenant is longer than a key may be. */
    LONG_KEY("give the document a shorter _id: both databases index a key of at most 1,000 bytes, a tenant of 200"),
    /** The member that names the tenant is missing or is no tenant. */
    TENANT("set the member that names the tenant, or declare tenantKind in @LegacyDocument"),
    /** A member that no field names. */
    UNMAPPED_MEMBER("declare a component for it (@LegacyName if its name differs), or a @Remainder that keeps it"),
    /** A required member is missing. */
    MISSING_MEMBER("make the component @Nullable, or declare @LegacyDefault if a missing member has a known meaning"),
    /** A member of a type that the field does not declare. */
    TYPE("declare every form that documents have with @Stored, or a word for nothing with @Absent"),
    /** A text that the field does not allow. */
    TEXT_NOT_ALLOWED("declare the text as a constant, or mark one constant with @Fallback"),
    /** A BSON value that PostgreSQL cannot represent. */
    NO_REPRESENTATION("rewrite the member as a text, a number or a date, or remove it with $unset"),
    /** Bytes that are no proper document. */
    MALFORMED("rewrite the document: remove the name that occurs twice, or the bytes that are not UTF-8"),
    /** The members of the library are damaged. */
    LIBRARY("remove the damaged member with $unset: {_sync: \"\"}, while the module is in legacy-only"),
    /** It cannot be read for another reason. */
    UNREADABLE(
            "correct the document, extend the mapping, or leave it behind with: persistence unreadable leave-behind"),
    /** A text that PostgreSQL cannot store. */
    TEXT("remove NUL characters and lone surrogates from the text"),
    /** A number that one of the databases cannot store exactly. */
    NUMBER("round the number, or keep it as text: @Stored(StoredAs.NUMBER_TEXT) or a String component"),
    /** An instant that the field cannot hold. */
    INSTANT("truncate the instant, declare the field @Microseconds, or correct a date that is out of range"),
    /** Binary of a subtype that is not stored. */
    BINARY("rewrite it as binary of subtype 0, or keep it in a @Json component"),
    /** Values nested too deeply. */
    DEPTH("flatten the value: documents may be nested 90 levels deep"),
    /** A document, or its row, that is too large. */
    SIZE("split the document, or move large values to a file store; see the limits"),
    /** Values of a unique key that are too long for an index. */
    LONG_UNIQUE_VALUE("shorten the value, or leave the field out of the unique key"),
    /** Another reason why the content cannot be stored. */
    CONTENT("correct the document, or the declaration of the field"),
    /** The content does not give the same document back. */
    ROUND_TRIP("extend the mapping so that it keeps the member, for example with a @Remainder"),
    /** A key whose document no statement would find. */
    LOST_ID("correct the mapping: toId(fromId(id)) must be the _id of the document"),
    /** Several documents with one key. */
    DUPLICATE_KEY("correct the mapping, so that different _ids have different keys, or merge the documents"),
    /** Several documents with the same values of a unique key. */
    UNIQUE_KEY("change or merge the documents, or take the unique key off the declaration and the table"),
    /** A reference to a document that does not exist. */
    FOREIGN_KEY("insert what is referred to, remove the reference, or drop the foreign key until target-only"),
    /** Members of several types, all of which can be read. */
    TYPE_DRIFT("convert the members to one type, or keep the declared forms and run without --strict"),
    /** A declared default, word for nothing or fallback was used. */
    DEFAULT_USED("set the member in the documents, or keep the declaration and run without --strict"),
    /** A content near the limits, which can be copied and not be written again as a whole. */
    NO_ROOM("make the document smaller: the next write of the whole record would be rejected");

    private final String remedy;

    PreflightKind(String remedy) {
        this.remedy = remedy;
    }

    /** What helps, in one line. */
    public String remedy() {
        return remedy;
    }

    /** Whether it counts as a finding only where that is asked for, because everything can be copied and kept. */
    public boolean isStrictOnly() {
        return this == TYPE_DRIFT || this == DEFAULT_USED || this == NO_ROOM;
    }
}
