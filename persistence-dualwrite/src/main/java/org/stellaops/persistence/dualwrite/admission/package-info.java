/** Which store is which: what is wrong with one, and how it is admitted again. */
@CheckReturnValue
@NullMarked
package org.stellaops.persistence.dualwrite.admission;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
