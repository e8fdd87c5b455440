// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * On the parameter of a repository's method that names the tenant about whom it asks, a {@link String}. In a module that is divided into
 * cohorts of tenants the call goes to the store that leads that tenant's cohort; in others it changes nothing.
 */
@Documented
@Target(ElementType.PARAMETER)
@Retention(RetentionPolicy.RUNTIME)
public @interface TenantParameter {}
