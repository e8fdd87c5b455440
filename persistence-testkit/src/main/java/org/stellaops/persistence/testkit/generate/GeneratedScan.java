// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.generate;

import java.util.NoSuchElementException;
import java.util.function.LongFunction;
import org.stellaops.persistence.spi.Scan;

/**
 * A scan whose elements are made of their numbers while it is read, so that no heap holds them.
 *
 * @param <T> the class of the elements
 */
public final class GeneratedScan<T> implements Scan<T> {

    private final long end;
    private final LongFunction<T> make;
    private long next;

    /** The elements of these numbers, the end excluded. */
    public GeneratedScan(long first, long end, LongFunction<T> make) {
        this.next = first;
        this.end = end;
        this.make = make;
    }

    @Override
    public boolean hasNext() {
        return next < end;
    }

    @Override
    public T next() {
        if (!hasNext()) {
            throw new NoSuchElementException("the scan is at its end");
        }
        return make.apply(next++);
    }

    @Override
    public void close() {
        next = end;
    }
}
