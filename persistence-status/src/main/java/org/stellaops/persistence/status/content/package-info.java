/** What the page consists of, for whoever serves it. */
@CheckReturnValue
@NullMarked
package org.stellaops.persistence.status.content;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
