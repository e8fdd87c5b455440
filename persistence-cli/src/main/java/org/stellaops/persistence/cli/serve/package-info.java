/** The command that serves the status page. */
@CheckReturnValue
@NullMarked
package org.stellaops.persistence.cli.serve;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
