/** Repairs in plans on both databases. */
@CheckReturnValue
@NullMarked
package org.stellaops.persistence.runtime.repair;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
