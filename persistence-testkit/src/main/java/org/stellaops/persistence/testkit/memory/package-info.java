/**
 * In-memory stores that fulfil the contract of the SPI exactly: each call is one atomic step. The reference that real
 * backends are compared with, and what the simulator runs on.
 */
@CheckReturnValue
@NullMarked
package org.stellaops.persistence.testkit.memory;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
