/** An aggregate with two child tables: the library on PostgreSQL, hand-written JDBC and Spring Data JDBC doing the same. */
@NullMarked
@CheckReturnValue
package org.stellaops.persistence.benchmarks.aggregate;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
