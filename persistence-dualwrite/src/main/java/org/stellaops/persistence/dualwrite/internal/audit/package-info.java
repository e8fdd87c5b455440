/** How the audit trail is kept: entries beside the control records of both stores. */
@CheckReturnValue
@NullMarked
package org.stellaops.persistence.dualwrite.internal.audit;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
