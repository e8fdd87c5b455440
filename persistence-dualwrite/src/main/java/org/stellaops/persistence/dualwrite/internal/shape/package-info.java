// SPDX-License-Identifier: Apache-2.0
/** Shapes of the queries that callers make, compared with the indexes of the stores in the background. */
@NullMarked
@CheckReturnValue
package org.stellaops.persistence.dualwrite.internal.shape;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
