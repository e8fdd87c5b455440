/** What may be ordered over the page, by whom and why. */
@CheckReturnValue
@NullMarked
package org.stellaops.persistence.status.action;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
