/** Shadow reads: sampled reads are repeated on the follower and compared, off the caller's thread. */
@NullMarked
@CheckReturnValue
package org.stellaops.persistence.dualwrite.shadow;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
