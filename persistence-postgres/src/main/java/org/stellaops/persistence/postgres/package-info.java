/**
 * The PostgreSQL backend of the store SPI, with its migrations and tenancy.
 */
@CheckReturnValue
@NullMarked
package org.stellaops.persistence.postgres;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
