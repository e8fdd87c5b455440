/** The PostgreSQL backend against the contracts, and against what only PostgreSQL does. */
@NullMarked
package org.stellaops.persistence.postgres;

import org.jspecify.annotations.NullMarked;
