/**
 * The command line for operators.
 */
@CheckReturnValue
@NullMarked
package org.stellaops.persistence.cli;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
