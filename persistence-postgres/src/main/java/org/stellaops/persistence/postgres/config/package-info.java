/** How the PostgreSQL backend connects. */
@CheckReturnValue
@NullMarked
package org.stellaops.persistence.postgres.config;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
