/** Conditions that must hold before a stage may change. */
@CheckReturnValue
@NullMarked
package org.stellaops.persistence.dualwrite.gate;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
