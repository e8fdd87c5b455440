/**
 * The events of a module: everything notable is reported to one listener. Events hold keys, counts, paths
 * and digests, and never a value of a record.
 */
@NullMarked
@CheckReturnValue
package org.stellaops.persistence.dualwrite.event;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
