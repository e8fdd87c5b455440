/** Migrations of a module's schema, run once each and recorded, and its roles. */
@CheckReturnValue
@NullMarked
package org.stellaops.persistence.postgres.migration;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
