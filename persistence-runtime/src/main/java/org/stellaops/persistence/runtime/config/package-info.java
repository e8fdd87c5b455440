/** The configuration file: read whole or not at all, every wrong key reported at once, and read again for its stages. */
@NullMarked
@CheckReturnValue
package org.stellaops.persistence.runtime.config;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
