/** The module {@code vex}: VEX statements, graphs and their evidence. */
@NullMarked
@CheckReturnValue
package org.stellaops.persistence.modules.vex;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
