/** What is answered to a request, whatever server it came through. */
@CheckReturnValue
@NullMarked
package org.stellaops.persistence.status.internal.web;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
