/** Makes advisories that are as malformed as real ones, and uglier, from a seed. */
@NullMarked
@CheckReturnValue
package org.stellaops.persistence.simulator.advisory;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
