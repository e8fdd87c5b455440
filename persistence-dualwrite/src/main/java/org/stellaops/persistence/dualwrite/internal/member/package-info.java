/** The processes that serve a module, and the entity types that were ever written. */
@CheckReturnValue
@NullMarked
package org.stellaops.persistence.dualwrite.internal.member;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
