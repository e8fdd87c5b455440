// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.authority;

import java.util.List;
import org.stellaops.persistence.runtime.TenantParameter;

/**
 * Reads of OAuth clients.
 *
 * <p>Answers are equal on both databases. <b>Threads.</b> Safe for concurrent use. <b>Failure.</b> {@link
 * org.stellaops.persistence.StoreException}.
 */
public interface ClientRepository {

    /** The first enabled clients that may use a grant type, by name. */
    List<Client> enabledFor(@TenantParameter String tenant, String grantType, int limit);
}
