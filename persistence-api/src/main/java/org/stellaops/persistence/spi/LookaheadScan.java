// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.spi;

import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * A scan that knows of its next element only by reading it: it is kept until it is asked for. For one thread at a time.
 *
 * @param <T> what is scanned
 */
public abstract class LookaheadScan<T> implements Scan<T> {

    private @Nullable T ahead;

    /** Reads the next element, after the last one was given; null if there is none. May wait on I/O. */
    protected abstract @Nullable T read();

    @Override
    public final boolean hasNext() {
        if (ahead == null) {
            ahead = read();
        }
        return ahead != null;
    }

    @Override
    public final T next() {
        T found = hasNext() ? ahead : null;
        if (found == null) {
            throw new NoSuchElementException("the scan is at its end");
        }
        ahead = null;
        return found;
    }

    /** Forgets an element that was read and not given. */
    protected final void forget() {
        ahead = null;
    }
}
