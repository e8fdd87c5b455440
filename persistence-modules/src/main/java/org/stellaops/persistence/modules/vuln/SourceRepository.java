// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.vuln;

import java.util.List;

/**
 * Reads of sources.
 *
 * <p>Answers are equal on both databases. <b>Threads.</b> Safe for concurrent use. <b>Failure.</b> {@link
 * org.stellaops.persistence.StoreException}.
 */
public interface SourceRepository {

    /** The first enabled sources, the one that wins over the others first. */
    List<Source> enabled(int limit);
}
