/**
 * Two stores behind one: routes by stage, replicates from leader to follower, compares, backfills, verifies, repairs
 * and changes the leader. It knows the two stores only as legacy and target.
 */
@CheckReturnValue
@NullMarked
package org.stellaops.persistence.dualwrite;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
