/** What an operator does with what the follower refuses: looks at it, and has it tried again. */
@NullMarked
@CheckReturnValue
package org.stellaops.persistence.dualwrite.deadletter;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
