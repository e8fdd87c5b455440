/** Seeded, shrinking generators for property tests, and scans of what is made while it is read. */
@CheckReturnValue
@NullMarked
package org.stellaops.persistence.testkit.generate;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
