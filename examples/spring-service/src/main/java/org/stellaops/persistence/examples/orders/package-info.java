/** A Spring Boot service that stores orders and never names a database. */
@NullMarked
package org.stellaops.persistence.examples.orders;

import org.jspecify.annotations.NullMarked;
