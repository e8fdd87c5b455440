/** The commands {@code migrations} and {@code schema}. */
@NullMarked
@CheckReturnValue
package org.stellaops.persistence.cli.schema;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
