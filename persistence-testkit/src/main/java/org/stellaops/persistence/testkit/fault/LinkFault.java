// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.fault;

/** What happens to bytes in transit. */
enum LinkFault {
    NONE,
    REFUSE,
    STALL,
    DELAY,
    DROP_REPLIES,
    CUT_ON_REPLY,
    CUT_ON_REQUEST
}
