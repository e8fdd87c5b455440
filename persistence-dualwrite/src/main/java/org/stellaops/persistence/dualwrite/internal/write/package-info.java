/** The four operations of a leading store (protocol sections 3.1, 3.2, 4.1, 4.2), with their decisions. */
@CheckReturnValue
@NullMarked
package org.stellaops.persistence.dualwrite.internal.write;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
