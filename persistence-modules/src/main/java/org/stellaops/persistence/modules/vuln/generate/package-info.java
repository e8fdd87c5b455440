/** Makes advisories that are as malformed as real ones, and uglier, from a seed. */
@NullMarked
@CheckReturnValue
package org.stellaops.persistence.modules.vuln.generate;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
