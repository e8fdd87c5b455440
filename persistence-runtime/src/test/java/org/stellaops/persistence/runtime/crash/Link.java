// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.crash;

import java.time.Duration;
import org.stellaops.persistence.testkit.fault.FaultProxy;

/** What a network between a service and a database does. */
enum Link {
    CUT,
    REFUSE,
    STALL,
    DELAY,
    DROP_REPLIES,
    CUT_ON_REPLY,
    CUT_ON_REQUEST;

    private static final Duration HOW_LATE = Duration.ofMillis(60);

    void befall(FaultProxy proxy) {
        switch (this) {
            case CUT -> proxy.cut();
            case REFUSE -> proxy.refuse();
            case STALL -> proxy.stall();
            case DELAY -> proxy.delay(HOW_LATE);
            case DROP_REPLIES -> proxy.dropReplies();
            case CUT_ON_REPLY -> proxy.cutOnReply();
            case CUT_ON_REQUEST -> proxy.cutOnRequest();
        }
    }

    /**
     * Whether it comes and goes: a connection that is made anew is cut while it says hello, so only those that are at work when
     * it begins are cut where it matters.
     */
    boolean flaps() {
        return this == CUT || this == CUT_ON_REPLY || this == CUT_ON_REQUEST;
    }
}
