// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.crash;

/** How long services wait for their databases. */
enum Timeouts {
    /** A fault of half a second is longer than what a caller waits for. */
    SHORT(400, 700),
    /** A service that is cut off notices, and one that only waits for a processor is not taken for it. */
    MODERATE(1_000, 2_000),
    /** Where nothing is broken, a busy machine is no reason for an unknown outcome. */
    PATIENT(30_000, 60_000);

    private final int connectMillis;
    private final int answerMillis;

    Timeouts(int connectMillis, int answerMillis) {
        this.connectMillis = connectMillis;
        this.answerMillis = answerMillis;
    }

    /** To a connection, to a server of that kind, or to a lock. */
    String connect() {
        return connectMillis + "ms";
    }

    /** To the answer of a statement. */
    String answer() {
        return answerMillis + "ms";
    }
}
