/** Which stores belong together, and whether a store is the one that was introduced. */
@CheckReturnValue
@NullMarked
package org.stellaops.persistence.dualwrite.internal.identity;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
