// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.policy;

import java.util.List;

/**
 * Reads of versions of policy packs.
 *
 * <p>Answers are equal on both databases. <b>Threads.</b> Safe for concurrent use. <b>Failure.</b> {@link
 * org.stellaops.persistence.StoreException}.
 */
public interface PackVersionRepository {

    /** The published versions of a pack, the newest first. */
    List<PackVersion> published(String tenant, String packId, int limit);
}
