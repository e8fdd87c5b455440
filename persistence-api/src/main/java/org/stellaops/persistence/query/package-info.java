/** The query model, limited to what both databases do identically. */
@NullMarked
@CheckReturnValue
package org.stellaops.persistence.query;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
