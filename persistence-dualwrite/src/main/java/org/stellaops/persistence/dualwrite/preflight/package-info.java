// SPDX-License-Identifier: Apache-2.0
/** Examines a legacy collection before anything is written: what of it the target could not hold, and what helps. */
@CheckReturnValue
@NullMarked
package org.stellaops.persistence.dualwrite.preflight;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
