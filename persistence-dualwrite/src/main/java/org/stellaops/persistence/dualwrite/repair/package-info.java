/** Brings one key that differs to what the leading store holds, through the protocol that replicates every write. */
@CheckReturnValue
@NullMarked
package org.stellaops.persistence.dualwrite.repair;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
