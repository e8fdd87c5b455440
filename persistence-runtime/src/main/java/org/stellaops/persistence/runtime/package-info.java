/** The entry point: opens modules on both databases from one configuration file. */
@NullMarked
@CheckReturnValue
package org.stellaops.persistence.runtime;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
