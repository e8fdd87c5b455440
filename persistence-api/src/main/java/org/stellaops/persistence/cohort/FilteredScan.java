// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cohort;

import java.util.NoSuchElementException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.spi.Scan;

/** The wanted elements of a scan, which it closes. */
final class FilteredScan<T> implements Scan<T> {

    private final Scan<T> source;
    private final Predicate<? super T> wanted;
    private @Nullable T ahead;

    FilteredScan(Scan<T> source, Predicate<? super T> wanted) {
        this.source = source;
        this.wanted = wanted;
    }

    @Override
    public boolean hasNext() {
        while (ahead == null && source.hasNext()) {
            T found = source.next();
            ahead = wanted.test(found) ? found : null;
        }
        return ahead != null;
    }

    @Override
    public T next() {
        T found = hasNext() ? ahead : null;
        if (found == null) {
            throw new NoSuchElementException("the scan has no more elements of the cohort");
        }
        ahead = null;
        return found;
    }

    @Override
    public void close() {
        source.close();
    }
}
