/** Seeded, shrinking generators for property tests. */
@CheckReturnValue
@NullMarked
package org.stellaops.persistence.testkit.generate;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
