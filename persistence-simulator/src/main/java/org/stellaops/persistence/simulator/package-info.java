/**
 * A deterministic simulator: runs real code, on real threads of which one runs at a time, over stores whose every call
 * is a step. A chooser decides the order and the faults, so that a run can be replayed, explored exhaustively and
 * shrunk.
 */
@NullMarked
@CheckReturnValue
package org.stellaops.persistence.simulator;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
