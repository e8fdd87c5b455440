// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.benchmarks.follower;

/** The writer and the state of the follower. Each is measured once in every rotation. */
enum Situation {
    /** The leader's bare driver, writing the same content in one statement: a reference, not a base. */
    DRIVER("bare driver"),
    /** The library in a stage that has no follower. */
    ALONE("leader alone"),
    /** The same again: the noise between two equal blocks. */
    ALONE_AGAIN("leader alone, again"),
    /** Dual writing, the follower answers. */
    HEALTHY("follower healthy"),
    /** Dual writing, the follower's server is stopped: its port is closed. */
    STOPPED("follower stopped"),
    /** Dual writing, connections to the follower stay open, new ones are accepted, and nothing is answered. */
    HUNG("follower hung"),
    /** Dual writing, every connection to the follower is cut at once. */
    REFUSING("follower refusing");

    private final String words;

    Situation(String words) {
        this.words = words;
    }

    String words() {
        return words;
    }

    /** Whether the claim is about it. */
    boolean isBroken() {
        return this == STOPPED || this == HUNG || this == REFUSING;
    }

    /** Whether it is what the claim compares with. */
    boolean isAlone() {
        return this == ALONE || this == ALONE_AGAIN;
    }

    /** Whether something waits to be sent afterwards. */
    boolean hasFollower() {
        return this == HEALTHY || isBroken();
    }
}
