/**
 * What a real MongoDB answers where the embedded stand-in answers otherwise, as MongoDB's documentation and sources describe
 * it. Scripts stand between the driver and the stand-in; a server that is given or runs in a container has none.
 */
@NullMarked
@CheckReturnValue
package org.stellaops.persistence.testkit.mongo;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
