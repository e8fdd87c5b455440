/** When tombstones of replicated deletes may be removed, and what a removal did. */
@CheckReturnValue
@NullMarked
package org.stellaops.persistence.dualwrite.tombstone;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
