/** Tests of the package of the same name. */
@NullMarked
@CheckReturnValue
package org.stellaops.persistence.dualwrite.backfill;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
