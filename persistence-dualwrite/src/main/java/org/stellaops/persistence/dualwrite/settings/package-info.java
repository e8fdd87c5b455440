/** What a host decides about a module: pairs of stores, policies, limits, and where tokens and pauses come from. */
@CheckReturnValue
@NullMarked
package org.stellaops.persistence.dualwrite.settings;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
