/** What verifying costs in proportion to reading. */
@CheckReturnValue
@NullMarked
package org.stellaops.persistence.benchmarks.verify;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
