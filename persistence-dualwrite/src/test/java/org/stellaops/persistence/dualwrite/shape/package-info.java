/** Tests of the package of the same name. */
@NullMarked
@CheckReturnValue
package org.stellaops.persistence.dualwrite.shape;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
