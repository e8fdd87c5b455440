// SPDX-License-Identifier: Apache-2.0
/** How fast a backfill is, against the limits of the engines and against the script that one would write instead. */
@NullMarked
@CheckReturnValue
package org.stellaops.persistence.benchmarks.backfill;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
