// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.spi;

import java.util.NoSuchElementException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The elements of a scan before the first one that is no longer wanted; closes the scan that it reads. */
final class BoundedScan<T> implements Scan<T> {

    private final Scan<T> source;
    private final Predicate<? super T> wanted;
    private @Nullable T ahead;
    private boolean ended;

    BoundedScan(Scan<T> source, Predicate<? super T> wanted) {
        this.source = source;
        this.wanted = wanted;
    }

    @Override
    public boolean hasNext() {
        if (ahead == null && !ended) {
            T found = source.hasNext() ? source.next() : null;
            ended = found == null || !wanted.test(found);
            ahead = ended ? null : found;
        }
        return ahead != null;
    }

    @Override
    public T next() {
        T found = hasNext() ? ahead : null;
        if (found == null) {
            throw new NoSuchElementException("the scan is at the end of its range");
        }
        ahead = null;
        return found;
    }

    @Override
    public void close() {
        source.close();
    }
}
