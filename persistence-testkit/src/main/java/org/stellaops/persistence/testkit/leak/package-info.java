/** Secrets and contents that tests inject, and the watch over what leaves the process in words. */
@NullMarked
@CheckReturnValue
package org.stellaops.persistence.testkit.leak;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
