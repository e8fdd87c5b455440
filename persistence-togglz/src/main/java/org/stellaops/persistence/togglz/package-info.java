// SPDX-License-Identifier: Apache-2.0
/** Stages of modules asked for by features of Togglz. */
@NullMarked
@CheckReturnValue
package org.stellaops.persistence.togglz;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
