/** The neutral value model that both backends translate to and from, its canonical form and its content hash. */
@NullMarked
@CheckReturnValue
package org.stellaops.persistence.value;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
