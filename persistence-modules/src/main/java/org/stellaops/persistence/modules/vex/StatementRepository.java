// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.vex;

import java.util.List;

/**
 * Reads of VEX statements.
 *
 * <p>Answers are equal on both databases. <b>Threads.</b> Safe for concurrent use. <b>Failure.</b> {@link
 * org.stellaops.persistence.StoreException}.
 */
public interface StatementRepository {

    /** The statements on a vulnerability that nothing has replaced, by product. */
    List<Statement> active(String tenant, String vulnerabilityId, int limit);
}
