// SPDX-License-Identifier: Apache-2.0
/** Shapes of queries: which fields they name, and which indexes serve them. */
@NullMarked
@CheckReturnValue
package org.stellaops.persistence.dualwrite.shape;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
