// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.policy;

import java.util.List;
import org.stellaops.persistence.runtime.TenantParameter;

/**
 * Reads of versions of policy packs.
 *
 * <p>Answers are equal on both databases. <b>Threads.</b> Safe for concurrent use. <b>Failure.</b> {@link
 * org.stellaops.persistence.StoreException}.
 */
public interface PackVersionRepository {

    /** The published versions of a pack, the newest first. */
    List<PackVersion> published(@TenantParameter String tenant, String packId, int limit);
}
