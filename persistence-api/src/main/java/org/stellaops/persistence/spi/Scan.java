package org.stellaops.persistence.spi;

import java.util.Iterator;

/**
 * A pass over a store in the order of keys, bounded in memory. Not for concurrent use. Elements written while it runs may
 * or may not appear.
 *
 * <p>{@code hasNext} and {@code next} may wait on I/O and throw {@link org.stellaops.persistence.StoreException}; a new
 * scan from behind the last key seen is always safe.
 */
public interface Scan<T> extends Iterator<T>, AutoCloseable {

    /** Gives up what the scan holds in the database. Closing twice is harmless. */
    @Override
    void close();
}
