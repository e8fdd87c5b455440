/**
 * The published contract of the stores as tests to extend: one abstract class for each group of clauses of {@code
 * docs/spec/store.md}. A backend's or decorator's test defines how to open a store.
 */
@CheckReturnValue
@NullMarked
package org.stellaops.persistence.testkit.contract;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
