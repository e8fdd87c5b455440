/** Internals of the PostgreSQL backend. Not API. */
@NullMarked
@CheckReturnValue
package org.stellaops.persistence.postgres.internal;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
