/** Bundles of evidence: what was done to a module and on what grounds, in one file that verifies itself. */
@CheckReturnValue
@NullMarked
package org.stellaops.persistence.runtime.evidence;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
