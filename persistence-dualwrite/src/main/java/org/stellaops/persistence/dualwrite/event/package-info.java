/**
 * What the dual write tells about itself: every notable fact is an event to one listener. Events hold keys, counts, paths
 * and digests, and never a value of a record.
 */
@NullMarked
@CheckReturnValue
package org.stellaops.persistence.dualwrite.event;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
