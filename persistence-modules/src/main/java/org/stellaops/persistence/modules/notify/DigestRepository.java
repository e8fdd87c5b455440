// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.notify;

import java.time.Instant;
import java.util.List;

/**
 * Reads of digests.
 *
 * <p>Answers are equal on both databases. <b>Threads.</b> Safe for concurrent use. <b>Failure.</b> {@link
 * org.stellaops.persistence.StoreException}.
 */
public interface DigestRepository {

    /** The first open digests that should have been sent by now, the one that waits longest first. */
    List<Digest> due(String tenant, Instant now, int limit);
}
