/** Where a module stands by its control records, and how a process follows. */
@CheckReturnValue
@NullMarked
package org.stellaops.persistence.dualwrite.internal.stage;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
