/** Moves a module to a stage with a plan before, progress during and a measured pause after. */
@CheckReturnValue
@NullMarked
package org.stellaops.persistence.runtime.cutover;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
