/** Background threads that report what they fail of, go on after every failure, and say how they are. */
@NullMarked
@CheckReturnValue
package org.stellaops.persistence.dualwrite.supervision;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
