/** Databases for tests and demonstrations: a given one, one in a container, or one embedded in this process. */
@CheckReturnValue
@NullMarked
package org.stellaops.persistence.testkit.engine;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
