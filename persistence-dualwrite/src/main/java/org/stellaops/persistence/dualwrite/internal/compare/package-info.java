/** Compares one key in both stores, and finds the paths that differ. */
@CheckReturnValue
@NullMarked
package org.stellaops.persistence.dualwrite.internal.compare;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
