/** What the page shows, as JSON. Pure. */
@CheckReturnValue
@NullMarked
package org.stellaops.persistence.status.internal.json;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
