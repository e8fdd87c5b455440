/** How fast the canonical form and its hash are made. */
@NullMarked
@CheckReturnValue
package org.stellaops.persistence.benchmarks.hash;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
