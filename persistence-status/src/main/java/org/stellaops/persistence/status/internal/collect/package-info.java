/** Asks modules how they are, in the background, and keeps what they said. */
@CheckReturnValue
@NullMarked
package org.stellaops.persistence.status.internal.collect;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
