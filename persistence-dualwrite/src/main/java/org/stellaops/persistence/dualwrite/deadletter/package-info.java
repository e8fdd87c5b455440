/** Operations on dead letters: listing and retrying the images that the follower rejects. */
@NullMarked
@CheckReturnValue
package org.stellaops.persistence.dualwrite.deadletter;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
