/** Roles and rights of a module's schema, and the check that refuses a database in which they do not protect tenants. */
@CheckReturnValue
@NullMarked
package org.stellaops.persistence.postgres.security;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
