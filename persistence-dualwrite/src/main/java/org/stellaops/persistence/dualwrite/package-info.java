/**
 * Two stores behind one: routes by stage, replicates from leader to follower, compares, fills, verifies, repairs and
 * moves the lead. It knows the two stores only as legacy and target.
 */
@CheckReturnValue
@NullMarked
package org.stellaops.persistence.dualwrite;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
