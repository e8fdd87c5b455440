/** The background loops of a process: reconciling, recovery, fence checks, gauges and tombstones. */
@CheckReturnValue
@NullMarked
package org.stellaops.persistence.dualwrite.internal.maintenance;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
