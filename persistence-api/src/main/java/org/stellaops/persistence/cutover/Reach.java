package org.stellaops.persistence.cutover;

/** Which stores take part. */
public enum Reach {
    /** The leader alone. */
    LEADER,
    /** The leader, and after it the follower. */
    BOTH
}
