/** What an operator is told of a module's stage. */
@CheckReturnValue
@NullMarked
package org.stellaops.persistence.dualwrite.stage;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
