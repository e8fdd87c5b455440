/** The way in: opens a module's stores on both databases from one configuration file. */
@NullMarked
@CheckReturnValue
package org.stellaops.persistence.runtime;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
