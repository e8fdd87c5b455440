// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.replicate;

import java.util.function.Supplier;

/** Sends a key again after a stale answer, for which the leader had to give it a higher version. Pure but for what it calls. */
public final class Resend {

    private Resend() {}

    /**
     * Sends until the follower does not answer that it holds something newer.
     *
     * @param attempts how often at the most, the first included
     * @param first what is sent first
     * @param again the key as it is in the leader by then
     */
    public static SendResult whileBumped(int attempts, Supplier<SendResult> first, Supplier<SendResult> again) {
        SendResult result = first.get();
        for (int i = 1; i < attempts && result instanceof SendResult.Bumped; i++) {
            result = again.get();
        }
        return result;
    }
}
