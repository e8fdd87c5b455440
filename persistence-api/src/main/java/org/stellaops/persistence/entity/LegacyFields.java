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

    /** What documents may hold at {@link #path} where the field has this value. */
    default LegacyMatch match(FieldDef field, Value value) {
        return LegacyMatch.of(queryValue(field, value));
    }

    /** What documents may hold at {@link #path}, beside null, where the field is missing. */
    default LegacyMatch matchMissing(FieldDef field) {
        return LegacyMatch.of(Value.Null.NULL);
    }
}
