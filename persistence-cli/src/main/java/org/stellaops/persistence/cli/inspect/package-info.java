/** Commands that look at modules and change nothing. */
@CheckReturnValue
@NullMarked
package org.stellaops.persistence.cli.inspect;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
