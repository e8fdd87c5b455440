/** Makes the follower equal to the leader for one key, through the protocol that replicates every write. */
@CheckReturnValue
@NullMarked
package org.stellaops.persistence.dualwrite.repair;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
