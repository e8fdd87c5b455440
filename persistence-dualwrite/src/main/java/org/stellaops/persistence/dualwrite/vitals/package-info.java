// SPDX-License-Identifier: Apache-2.0
/** How the processes of a module fare: what each counts of its calls, sends and comparisons, and tells the others with its lease. */
@CheckReturnValue
@NullMarked
package org.stellaops.persistence.dualwrite.vitals;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
