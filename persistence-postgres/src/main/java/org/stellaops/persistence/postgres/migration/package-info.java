/** Migrations of a module's schema: files of the class path under {@code db/<module>/}, run once each and recorded. */
@CheckReturnValue
@NullMarked
package org.stellaops.persistence.postgres.migration;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
