// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cohort;

import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.spi.LookaheadScan;
import org.stellaops.persistence.spi.Scan;

/** The wanted elements of a scan, which it closes. */
final class FilteredScan<T> extends LookaheadScan<T> {

    private final Scan<T> source;
    private final Predicate<? super T> wanted;

    FilteredScan(Scan<T> source, Predicate<? super T> wanted) {
        this.source = source;
        this.wanted = wanted;
    }

    @Override
    protected @Nullable T read() {
        while (source.hasNext()) {
            T found = source.next();
            if (wanted.test(found)) {
                return found;
            }
        }
        return null;
    }

    @Override
    public void close() {
        source.close();
    }
}
