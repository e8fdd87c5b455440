/** Leader changes: pause, fence, drain, decision, and recovery of a change that was left unfinished. */
@CheckReturnValue
@NullMarked
package org.stellaops.persistence.dualwrite.internal.failover;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
