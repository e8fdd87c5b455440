/** The catalogue of modules that the library ships. */
@CheckReturnValue
@NullMarked
package org.stellaops.persistence.modules;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
