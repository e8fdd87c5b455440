/** Differences between the two stores, classified by kind, per field, without values. */
@NullMarked
@CheckReturnValue
package org.stellaops.persistence.dualwrite.divergence;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
