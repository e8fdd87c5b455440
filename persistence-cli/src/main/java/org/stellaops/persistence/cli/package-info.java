/**
 * The command line for operators: what stands where, what differs, and the next safe step.
 */
@CheckReturnValue
@NullMarked
package org.stellaops.persistence.cli;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
