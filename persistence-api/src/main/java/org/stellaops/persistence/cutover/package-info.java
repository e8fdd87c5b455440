/** Stages, their transition rule, and the source of a module's stage. */
@NullMarked
@CheckReturnValue
package org.stellaops.persistence.cutover;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
