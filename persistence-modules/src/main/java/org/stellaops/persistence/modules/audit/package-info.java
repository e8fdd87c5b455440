/** The module {@code audit}: what anybody did, for all modules. */
@NullMarked
@CheckReturnValue
package org.stellaops.persistence.modules.audit;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
