// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * On a method of a repository that asks about all tenants of a module that is divided into cohorts: while the cohorts are led by different
 * stores, both are asked, and one answer is made of theirs. Without it such a call is refused then.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface AcrossTenants {

    /** Makes one answer of two; a class with a constructor without parameters. */
    Class<? extends CombinedAnswer<?>> value();
}
