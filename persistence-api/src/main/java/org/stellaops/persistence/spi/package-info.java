/**
 * The SPI for backends and decorators: the record store that callers reach, and the step-level stores of the
 * replication protocol.
 */
@NullMarked
@CheckReturnValue
package org.stellaops.persistence.spi;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
