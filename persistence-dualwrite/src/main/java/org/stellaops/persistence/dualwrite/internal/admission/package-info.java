/** Identity of the two stores of a module, and who may lead at start. */
@CheckReturnValue
@NullMarked
package org.stellaops.persistence.dualwrite.internal.admission;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
