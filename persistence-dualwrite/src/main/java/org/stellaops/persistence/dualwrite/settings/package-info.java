/** Settings of a module: pairs of stores, policies, limits, and the sources of tokens and pauses. */
@CheckReturnValue
@NullMarked
package org.stellaops.persistence.dualwrite.settings;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
