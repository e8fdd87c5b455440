/** Sends after-images to the follower: decisions, eviction of the holders of unique values, executor and circuit breaker. */
@CheckReturnValue
@NullMarked
package org.stellaops.persistence.dualwrite.internal.replicate;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
