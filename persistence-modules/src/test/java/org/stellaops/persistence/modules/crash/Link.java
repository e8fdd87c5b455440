package org.stellaops.persistence.modules.crash;

import java.time.Duration;
import org.stellaops.persistence.testkit.fault.FaultProxy;

/** What a network between a service and a database does. */
enum Link {
    CUT,
    REFUSE,
    STALL,
    DELAY,
    DROP_REPLIES,
    CUT_ON_REPLY;

    private static final Duration HOW_LATE = Duration.ofMillis(60);

    void befall(FaultProxy proxy) {
        switch (this) {
            case CUT -> proxy.cut();
            case REFUSE -> proxy.refuse();
            case STALL -> proxy.stall();
            case DELAY -> proxy.delay(HOW_LATE);
            case DROP_REPLIES -> proxy.dropReplies();
            case CUT_ON_REPLY -> proxy.cutOnReply();
        }
    }
}
