// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.vex;

import java.util.List;
import org.stellaops.persistence.runtime.TenantParameter;

/**
 * Reads of VEX statements.
 *
 * <p>Answers are equal on both databases. <b>Threads.</b> Safe for concurrent use. <b>Failure.</b> {@link
 * org.stellaops.persistence.StoreException}.
 */
public interface StatementRepository {

    /** The statements on a vulnerability that nothing has replaced, by product. */
    List<Statement> active(@TenantParameter String tenant, String vulnerabilityId, int limit);
}
