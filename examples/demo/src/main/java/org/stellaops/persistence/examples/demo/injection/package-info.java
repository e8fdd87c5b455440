/** Corruptions that the demo injects in the follower, and how findings are compared with them. */
@CheckReturnValue
@NullMarked
package org.stellaops.persistence.examples.demo.injection;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
