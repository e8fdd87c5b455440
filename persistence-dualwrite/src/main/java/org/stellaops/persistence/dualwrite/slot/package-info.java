/** Bounds how much work many processes do at once. */
@NullMarked
@CheckReturnValue
package org.stellaops.persistence.dualwrite.slot;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
