// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.spark.sample;

import java.util.NoSuchElementException;
import java.util.function.LongFunction;
import org.stellaops.persistence.spi.KeyRange;
import org.stellaops.persistence.spi.Scan;

/** The made-up documents of a range of keys. */
final class GeneratedScan<T> implements Scan<T> {

    private final LongFunction<T> each;
    private final long end;
    private long next;

    GeneratedScan(KeyRange range, long documents, LongFunction<T> each) {
        this.each = each;
        this.next = range.after().map(it -> Sample.number(it) + 1).orElse(0L);
        this.end = range.upTo().map(it -> Sample.number(it) + 1).orElse(documents);
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
        return each.apply(next++);
    }

    @Override
    public void close() {
        next = end;
    }
}
