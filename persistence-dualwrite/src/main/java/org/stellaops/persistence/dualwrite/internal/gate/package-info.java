/** The evidence that gates ask for: kept durably, so that any process can judge it. */
@CheckReturnValue
@NullMarked
package org.stellaops.persistence.dualwrite.internal.gate;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
