// SPDX-License-Identifier: Apache-2.0
/** The automatic way back: a decision on what the processes of a module counted, and the one process that carries it out. */
@CheckReturnValue
@NullMarked
package org.stellaops.persistence.dualwrite.internal.rollback;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
