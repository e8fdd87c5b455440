/** The page behind a Jetty server. */
@CheckReturnValue
@NullMarked
package org.stellaops.persistence.status.internal.http;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
