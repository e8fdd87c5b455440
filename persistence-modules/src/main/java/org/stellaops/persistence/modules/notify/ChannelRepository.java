// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.notify;

import java.util.List;
import org.stellaops.persistence.runtime.TenantParameter;

/**
 * Reads of channels.
 *
 * <p>Answers are equal on both databases. <b>Threads.</b> Safe for concurrent use. <b>Failure.</b> {@link
 * org.stellaops.persistence.StoreException}.
 */
public interface ChannelRepository {

    /** The newest enabled channels of a kind. */
    List<Channel> enabled(@TenantParameter String tenant, Channel.Kind kind, int limit);
}
