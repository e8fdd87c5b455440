// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.entity;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The member of a component in legacy documents, or the members that lead to it, where the naming rule does not give it. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface LegacyName {

    /** One name, such as {@code "address line 2"}, or a path such as {@code {"address", "street"}}. */
    String[] value();
}
