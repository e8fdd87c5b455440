// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.notify;

import java.util.List;

/**
 * Reads of channels.
 *
 * <p>Answers are equal on both databases. <b>Threads.</b> Safe for concurrent use. <b>Failure.</b> {@link
 * org.stellaops.persistence.StoreException}.
 */
public interface ChannelRepository {

    /** The newest enabled channels of a kind. */
    List<Channel> enabled(String tenant, Channel.Kind kind, int limit);
}
