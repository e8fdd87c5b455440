// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.entity;

import java.util.Optional;
import org.stellaops.persistence.value.Value;

/**
 * Where documents, or the documents of an array in them, keep fields, and in which forms: what a query on MongoDB needs to know.
 *
 * <p><b>Threads.</b> Safe for concurrent use. <b>Blocking.</b> Never. <b>Failure.</b> None. <b>Nulls.</b> Neither accepted nor
 * returned. <b>Evolution.</b> Grows by default methods only.
 */
public interface LegacyFields {

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

    /** Whether MongoDB orders documents by {@link #path} as the values of the field are ordered. */
    default boolean isOrdered(FieldDef field) {
        return true;
    }

    /**
     * Whether a value at {@link #path} means the same in every document. Where versions of documents side by side keep a field in different
     * forms it does not, so that values cannot be read from documents of which nothing else is known.
     */
    default boolean hasOneMeaning(FieldDef field) {
        return true;
    }

    /**
     * What a value at {@link #path} means: the reverse of {@link #queryValue}. Of a list, of one element.
     *
     * @param stored what a document holds there; empty if the member is missing
     * @return the value of the field; empty if it is missing
     * @throws UnmappableException if the field has no such form
     */
    default Optional<Value> contentOf(FieldDef field, Optional<Value> stored) {
        return stored.filter(it -> !(it instanceof Value.Null));
    }

    /** Whether documents hold a JSON field at {@link #path} as the content has it, so that members of it can be asked for. */
    default boolean isPlainJson(FieldDef field) {
        return true;
    }

    /** What documents may hold at {@link #path} where the field has this value. */
    default LegacyMatch match(FieldDef field, Value value) {
        return LegacyMatch.of(queryValue(field, value));
    }

    /** What documents may hold at {@link #path}, beside null, where the field is missing. */
    default LegacyMatch matchMissing(FieldDef field) {
        return LegacyMatch.of(Value.Null.NULL);
    }
}
