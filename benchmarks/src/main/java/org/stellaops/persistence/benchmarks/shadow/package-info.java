// SPDX-License-Identifier: Apache-2.0
/** What a caller pays for shadow reads. */
@NullMarked
@CheckReturnValue
package org.stellaops.persistence.benchmarks.shadow;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
