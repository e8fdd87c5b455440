/**
 * Measures the latency cost of a broken follower for callers, for both leaders: whole-system runs over real engines.
 */
@CheckReturnValue
@NullMarked
package org.stellaops.persistence.benchmarks.follower;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
