// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.spi;

import java.time.Instant;
import java.util.List;

/**
 * What shadow reads of a module found, kept for operators. Nothing depends on it: it may be lost, and a process that cannot write it goes
 * on.
 *
 * <p><b>Threads.</b> Safe for concurrent use, by any number of processes. <b>Blocking.</b> May wait on I/O. <b>Failure.</b>
 * {@link org.stellaops.persistence.StoreException}. <b>Nulls.</b> Neither accepted nor returned. <b>Evolution.</b> Grows by
 * default methods only.
 */
public interface ShadowRecords {

    /** Writes divergences; one of the same entity, key, kind and first moment replaces the earlier one. */
    void save(List<DivergenceRow> divergences);

    /** The divergences that were seen last, the latest first. */
    List<DivergenceRow> latest(int limit);

    /**
     * Replaces what one process counted.
     *
     * @param process a name that no other process has
     */
    void saveCoverage(String process, List<ReadShapeRow> shapes);

    /** What every process counted that was saved since; one process after the other. */
    List<ReadShapeRow> coverage(Instant since);

    /**
     * Removes what was last seen or saved before this moment.
     *
     * @return how many divergences and counts were removed
     */
    long removeBefore(Instant moment);

    /** Of a backend that keeps nothing. */
    static ShadowRecords none() {
        return new NoShadowRecords();
    }
}
