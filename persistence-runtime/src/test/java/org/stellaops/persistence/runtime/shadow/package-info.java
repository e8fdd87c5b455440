// SPDX-License-Identifier: Apache-2.0
/** Shadow reads on real databases. */
@NullMarked
@CheckReturnValue
package org.stellaops.persistence.runtime.shadow;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
