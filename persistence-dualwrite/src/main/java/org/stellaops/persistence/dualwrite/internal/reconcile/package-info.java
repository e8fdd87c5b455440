/** Finishes what is pending: pending flags, provisional records, rejections, and their limits. */
@CheckReturnValue
@NullMarked
package org.stellaops.persistence.dualwrite.internal.reconcile;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
