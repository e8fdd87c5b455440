/** The API for callers: keys, the entity store, preconditions, outcomes, faults and pages. */
@NullMarked
@CheckReturnValue
package org.stellaops.persistence;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
