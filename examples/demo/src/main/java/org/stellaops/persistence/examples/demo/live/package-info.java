/** The live load of the demo, and the model of what it was told is stored. */
@CheckReturnValue
@NullMarked
package org.stellaops.persistence.examples.demo.live;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
