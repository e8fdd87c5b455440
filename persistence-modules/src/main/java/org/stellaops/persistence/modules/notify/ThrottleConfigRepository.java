// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.notify;

import java.util.List;
import java.util.UUID;
import org.stellaops.persistence.runtime.TenantParameter;

/**
 * Reads of throttles.
 *
 * <p>Answers are equal on both databases. <b>Threads.</b> Safe for concurrent use. <b>Failure.</b> {@link
 * org.stellaops.persistence.StoreException}.
 */
public interface ThrottleConfigRepository {

    /** The first enabled throttles for a kind of event on a channel, those for all channels and kinds included, by name. */
    List<ThrottleConfig> applying(@TenantParameter String tenant, UUID channelId, String eventKind, int limit);
}
