/** Tests of verification and repair over stores in memory; {@link VerifiedStores} serves its neighbours too. */
@NullMarked
@CheckReturnValue
package org.stellaops.persistence.dualwrite.verify;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
