/** The processes that serve a module, as an operator sees them. */
@CheckReturnValue
@NullMarked
package org.stellaops.persistence.dualwrite.member;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
