// SPDX-License-Identifier: Apache-2.0
/** Where confirmed divergences go beside the log and the meters: tables, files, or whatever a service adds. */
@NullMarked
@CheckReturnValue
package org.stellaops.persistence.dualwrite.sink;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
