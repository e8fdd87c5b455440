/** Retention of the tombstones of replicated deletes, and the result of a removal. */
@CheckReturnValue
@NullMarked
package org.stellaops.persistence.dualwrite.tombstone;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
