// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.entity;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Makes the documents of an {@link Entity} those of an existing collection; see {@link LegacyShape}. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface LegacyDocument {

    /** How members are named that no component names itself. */
    LegacyNaming naming() default LegacyNaming.AS_FIELD;

    /** The member that names the tenant; if it is one of {@link #id}, it stands in the {@code _id}. */
    String tenant() default "";

    /** What the tenant's member holds. */
    IdKind tenantKind() default IdKind.TEXT;

    /** All members of a compound {@code _id} that names the tenant, in their order. */
    String[] id() default {};

    /** Whether a document that is replaced gets the first form of every component, instead of keeping what is not changed. */
    boolean normalise() default false;
}
