// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.spi;

import java.util.function.Function;

/** A scan whose entries are made of those of another one, which it closes. */
record MappedScan<S, T>(Scan<S> source, Function<? super S, ? extends T> each) implements Scan<T> {

    @Override
    public boolean hasNext() {
        return source.hasNext();
    }

    @Override
    public T next() {
        return each.apply(source.next());
    }

    @Override
    public void close() {
        source.close();
    }
}
