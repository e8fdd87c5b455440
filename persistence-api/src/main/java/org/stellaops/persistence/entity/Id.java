// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.entity;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The id: a {@code String} or a {@code UUID}. Each entity has exactly one. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Id {

    /** The kind of a {@code String} id; not needed for a {@code UUID} component. */
    IdKind kind() default IdKind.TEXT;
}
