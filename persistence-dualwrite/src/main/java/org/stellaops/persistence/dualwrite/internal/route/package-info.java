/** Routes each operation to the store that leads in the current stage. */
@CheckReturnValue
@NullMarked
package org.stellaops.persistence.dualwrite.internal.route;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
