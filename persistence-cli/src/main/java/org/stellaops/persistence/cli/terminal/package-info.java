/** Progress output: progress on standard error, bars on a terminal and plain lines elsewhere. */
@CheckReturnValue
@NullMarked
package org.stellaops.persistence.cli.terminal;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
