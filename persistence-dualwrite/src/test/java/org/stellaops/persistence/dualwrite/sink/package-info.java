// SPDX-License-Identifier: Apache-2.0
/** Tests of the package of the same name. */
@NullMarked
@CheckReturnValue
package org.stellaops.persistence.dualwrite.sink;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
