// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.spi;

import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The elements of a scan before the first one that is no longer wanted; closes the scan that it reads. */
final class BoundedScan<T> extends LookaheadScan<T> {

    private final Scan<T> source;
    private final Predicate<? super T> wanted;
    private boolean ended;

    BoundedScan(Scan<T> source, Predicate<? super T> wanted) {
        this.source = source;
        this.wanted = wanted;
    }

    @Override
    protected @Nullable T read() {
        if (ended) {
            return null;
        }
        T found = source.hasNext() ? source.next() : null;
        ended = found == null || !wanted.test(found);
        return ended ? null : found;
    }

    @Override
    public void close() {
        source.close();
    }
}
