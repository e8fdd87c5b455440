/**
 * The MongoDB backend of the store SPI.
 */
@CheckReturnValue
@NullMarked
package org.stellaops.persistence.mongo;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
