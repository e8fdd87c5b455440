/** Proves that both stores are equal, or names every key and field that differs. */
@NullMarked
@CheckReturnValue
package org.stellaops.persistence.dualwrite.verify;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
