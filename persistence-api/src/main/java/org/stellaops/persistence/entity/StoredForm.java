// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.entity;

import java.util.Optional;
import org.stellaops.persistence.value.Value;

/**
 * One form in which legacy documents keep a scalar field. {@link StoredAs} has those that are met most.
 *
 * <p><b>Threads.</b> Safe for concurrent use. <b>Blocking.</b> Never. <b>Failure.</b> None: a value that is not of this form
 * is the empty answer. <b>Evolution.</b> Grows by default methods only.
 */
public interface StoredForm {

    /** The value of the field; empty if the document's value is not of this form. */
    Optional<Value> read(FieldType.Scalar field, Value stored);

    /** The document's value; empty if this form cannot hold the value exactly. */
    Optional<Value> write(FieldType.Scalar field, Value value);

    /** Whether each value has one spelling only, so that MongoDB can be asked for it by equality. */
    default boolean hasOneSpelling() {
        return true;
    }

    /** Whether MongoDB orders values of this form as it orders those of the field's own class. */
    default boolean isOrdered() {
        return false;
    }
}
