/** A service to look at. */
@CheckReturnValue
@NullMarked
package org.stellaops.persistence.status.scene;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
