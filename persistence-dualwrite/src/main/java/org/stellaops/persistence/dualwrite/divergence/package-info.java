/** How the two stores can disagree, told apart by kind, field by field, without values. */
@NullMarked
@CheckReturnValue
package org.stellaops.persistence.dualwrite.divergence;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
