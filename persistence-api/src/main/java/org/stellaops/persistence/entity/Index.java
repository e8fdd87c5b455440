// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.entity;

import java.lang.annotation.Documented;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** An index of an {@link Entity} in PostgreSQL; {@link IndexDef} says what it serves. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({})
public @interface Index {

    /** Its name; {@code idx_<table>_<columns>} by default. */
    String name() default "";

    /** The fields, in their order; {@code lines.sku} is a column of a child list. */
    String[] fields();

    /** Those of the fields that descend. */
    String[] descending() default {};

    /** Only records that lack this field are in the index, such as those that are not deleted. */
    String whereMissing() default "";

    /** Only records that have this field are in the index. */
    String wherePresent() default "";

    /** How it finds records. */
    IndexDef.Method method() default IndexDef.Method.BTREE;

    /** Whether it is a constraint as well: the same as {@link Unique}, in both databases. Not for some records only. */
    boolean unique() default false;
}
