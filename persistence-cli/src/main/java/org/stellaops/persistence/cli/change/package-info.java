/** Commands that change what the stores of a module hold, or its stage. */
@CheckReturnValue
@NullMarked
package org.stellaops.persistence.cli.change;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
