/** What the migration runner is made of. Not API. */
@CheckReturnValue
@NullMarked
package org.stellaops.persistence.postgres.migration.internal;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
