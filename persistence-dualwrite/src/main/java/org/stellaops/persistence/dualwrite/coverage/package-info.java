// SPDX-License-Identifier: Apache-2.0
/** Which kinds of reads a module makes, and how many of each were compared with the follower. */
@NullMarked
@CheckReturnValue
package org.stellaops.persistence.dualwrite.coverage;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
