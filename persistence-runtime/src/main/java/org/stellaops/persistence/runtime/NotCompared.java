// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * On a method of a repository whose answers legitimately differ between the two databases: shadow reads leave it out, because
 * a difference that is no fault would stand in the way of the next stage.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface NotCompared {

    /** Why they differ. */
    String value();
}
