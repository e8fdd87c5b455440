/** Legacy documents that cannot be read as their entity type says, and what is decided of them. */
@CheckReturnValue
@NullMarked
package org.stellaops.persistence.dualwrite.unreadable;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
