/** Generates advisories from a seed, as malformed as real ones and more so. */
@NullMarked
@CheckReturnValue
package org.stellaops.persistence.simulator.advisory;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
