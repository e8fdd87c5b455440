/** Replicates tombstones and removes them after an epoch advance (protocol sections 3.3 and 3.5). */
@CheckReturnValue
@NullMarked
package org.stellaops.persistence.dualwrite.internal.tombstone;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
