/** The listeners that turn events into meters and log lines. */
@NullMarked
@CheckReturnValue
package org.stellaops.persistence.dualwrite.metrics;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
