/** The audit trail of a module: what was changed, by whom, why, on what evidence and with what outcome. */
@CheckReturnValue
@NullMarked
package org.stellaops.persistence.dualwrite.audit;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
