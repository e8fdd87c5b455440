/** What a process knows of the control records: epoch, stage, and the lock that pauses writes. */
@CheckReturnValue
@NullMarked
package org.stellaops.persistence.dualwrite.internal.control;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
