// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.entity;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Makes a record class an entity type; {@link EntityType#of} reads it. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Entity {

    /** The module that owns it, which is its schema in PostgreSQL. */
    String module();

    /** The root table in PostgreSQL. */
    String table();

    /** The collection in MongoDB; the name of the table by default. */
    String collection() default "";

    /** Whether records belong to tenants. */
    Tenancy tenancy() default Tenancy.GLOBAL;

    /** What tenants are: texts, or UUIDs in their canonical form, which PostgreSQL then keeps as such. */
    IdKind tenantKind() default IdKind.TEXT;

    /** Whether records are only ever inserted: see {@link EntityType#isAppendOnly}. */
    boolean appendOnly() default false;

    /** Constraints beyond the key. */
    Unique[] unique() default {};

    /** Indexes in PostgreSQL beyond those of keys. */
    Index[] indexes() default {};
}
