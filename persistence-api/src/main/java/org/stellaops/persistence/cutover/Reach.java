// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cutover;

/** Which stores take part in an operation. */
public enum Reach {
    /** The leader alone. */
    LEADER,
    /** The leader, and after it the follower. */
    BOTH
}
