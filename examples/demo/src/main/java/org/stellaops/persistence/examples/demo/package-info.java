/**
 * The demo: a complete migration of the vuln module on embedded databases, under a live load, with injected
 * corruptions.
 */
@CheckReturnValue
@NullMarked
package org.stellaops.persistence.examples.demo;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
