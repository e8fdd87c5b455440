// SPDX-License-Identifier: Apache-2.0
/** Reading ahead of whoever works on what is read. */
@NullMarked
@CheckReturnValue
package org.stellaops.persistence.dualwrite.internal.scan;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
