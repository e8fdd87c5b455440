/** What the events of a process say, collected for its status page. */
@CheckReturnValue
@NullMarked
package org.stellaops.persistence.status.activity;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
