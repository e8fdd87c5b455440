/**
 * Measures what the library costs, per stage, against the bare stores.
 */
@CheckReturnValue
@NullMarked
package org.stellaops.persistence.benchmarks;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
