/**
 * The configuration file: accepted only as a whole, with all problems reported at once, and reread for stage changes.
 */
@NullMarked
@CheckReturnValue
package org.stellaops.persistence.runtime.config;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
