/** The live load of the demo, and the model of the expected state. */
@CheckReturnValue
@NullMarked
package org.stellaops.persistence.examples.demo.live;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
