/** The commands that write and verify evidence. */
@CheckReturnValue
@NullMarked
package org.stellaops.persistence.cli.evidence;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
