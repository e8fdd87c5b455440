/** Start-up migrations and roles of a schema. */
@CheckReturnValue
@NullMarked
package org.stellaops.persistence.postgres.migration;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
