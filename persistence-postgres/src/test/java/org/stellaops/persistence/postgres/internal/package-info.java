/** The parts of the PostgreSQL backend that can be tried without a server. */
@NullMarked
package org.stellaops.persistence.postgres.internal;

import org.jspecify.annotations.NullMarked;
