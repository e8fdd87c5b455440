/** Copies the records that existed before dual writes began, through the same fenced apply path as live writes. */
@NullMarked
@CheckReturnValue
package org.stellaops.persistence.dualwrite.backfill;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
