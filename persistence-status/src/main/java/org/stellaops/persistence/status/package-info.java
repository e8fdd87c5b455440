/** The status page of a service: what it shows, and a small server for it. */
@CheckReturnValue
@NullMarked
package org.stellaops.persistence.status;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
