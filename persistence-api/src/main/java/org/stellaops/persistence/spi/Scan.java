// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.spi;

import java.util.Iterator;
import java.util.function.Predicate;

/**
 * A pass over a store in key order, with bounded memory. Not for concurrent use. Elements written while it runs may
 * or may not appear.
 *
 * <p>{@code hasNext} and {@code next} may wait on I/O and throw {@link org.stellaops.persistence.StoreException};
 * starting a new scan after the last key seen is always safe.
 */
public interface Scan<T> extends Iterator<T>, AutoCloseable {

    /** This scan up to the first element that is not wanted, which is read and dropped; closing it closes this one. */
    default Scan<T> takeWhile(Predicate<? super T> wanted) {
        return new BoundedScan<>(this, wanted);
    }

    /** Releases what the scan holds in the database. Closing twice is harmless. */
    @Override
    void close();
}
