// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.query;

/**
 * A field as a query names it, with the Java class of its values.
 *
 * <p>Whether the entity type has such a field, and whether its class fits, is checked when the query runs.
 *
 * @param name its name in the entity type; the name of the id for the id itself
 * @param valueType the class of its values
 */
public record Field<V>(String name, Class<V> valueType) {

    /** The name of the one element of a list of scalars within {@link Condition#any}. */
    public static final String ELEMENT = "value";

    /** The field of this name. */
    public static <V> Field<V> of(String name, Class<V> valueType) {
        return new Field<>(name, valueType);
    }

    /** One element of a list of scalars, within {@link Condition#any}. */
    public static <V> Field<V> element(Class<V> valueType) {
        return new Field<>(ELEMENT, valueType);
    }

    /** Lowest first, missing before all. */
    public Sort asc() {
        return new Sort(name, Sort.Direction.ASCENDING);
    }

    /** Highest first, missing after all. */
    public Sort desc() {
        return new Sort(name, Sort.Direction.DESCENDING);
    }
}
