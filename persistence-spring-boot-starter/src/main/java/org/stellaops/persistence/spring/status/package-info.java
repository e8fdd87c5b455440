/** The status page as an endpoint of the actuator, where {@code persistence-status} is on the class path. */
@CheckReturnValue
@NullMarked
package org.stellaops.persistence.spring.status;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
