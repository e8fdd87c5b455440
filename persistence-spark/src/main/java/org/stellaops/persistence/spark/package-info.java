/** Backfills and verifications as jobs on Apache Spark. */
@NullMarked
@CheckReturnValue
package org.stellaops.persistence.spark;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
