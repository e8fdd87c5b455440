/** The commands about legacy documents that cannot be read. */
@CheckReturnValue
@NullMarked
package org.stellaops.persistence.cli.unreadable;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
