/** Stages, their transition rule, and where a process learns the stage of a module. */
@NullMarked
@CheckReturnValue
package org.stellaops.persistence.cutover;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
