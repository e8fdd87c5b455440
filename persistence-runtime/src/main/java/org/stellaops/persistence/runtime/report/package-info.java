// SPDX-License-Identifier: Apache-2.0
/** What is known of a module, in one report. */
@CheckReturnValue
@NullMarked
package org.stellaops.persistence.runtime.report;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
