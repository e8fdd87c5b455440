/** What every command has in common: options, modules, output, exit codes. */
@CheckReturnValue
@NullMarked
package org.stellaops.persistence.cli.frame;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
