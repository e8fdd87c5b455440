/**
 * Everything to test a store against the contract: contract tests to extend, an in-memory reference store, scripted
 * faults and embedded databases. It knows the API only, never a backend.
 */
@CheckReturnValue
@NullMarked
package org.stellaops.persistence.testkit;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
