// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.entity;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What a component has where its member is missing or null: a text that is read as the kind of the component. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface LegacyDefault {

    /** The text. */
    String value();
}
