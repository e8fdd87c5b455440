// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.mongo.internal;

import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.spi.Scan;

/**
 * Reads a whole collection as if every document had a key, and from the first one without on by the scan that asks for those with
 * and without one apart. A server then need not look at every document for the second question, which hardly ever has an answer.
 */
final class KeyedScan<T> implements Scan<T> {

    private final Function<T, Optional<RecordKey>> keyOf;
    private final Function<Optional<RecordKey>, Scan<T>> apart;
    private Scan<T> source;
    private boolean isApart;
    private Optional<RecordKey> last = Optional.empty();
    private @Nullable T upcoming;

    /**
     * A scan that opens nothing yet.
     *
     * @param all every document, in the order of keys
     * @param keyOf the key of one; empty if it has none, or its key may be misread
     * @param apart those behind a key, and then those without one
     */
    KeyedScan(Scan<T> all, Function<T, Optional<RecordKey>> keyOf, Function<Optional<RecordKey>, Scan<T>> apart) {
        this.source = all;
        this.keyOf = keyOf;
        this.apart = apart;
    }

    @Override
    public boolean hasNext() {
        if (upcoming == null && source.hasNext()) {
            T found = source.next();
            if (isApart) {
                upcoming = found;
                return true;
            }
            Optional<RecordKey> key = keyOf.apply(found);
            if (key.isEmpty()) {
                readApart();
                return hasNext();
            }
            last = key;
            upcoming = found;
        }
        return upcoming != null;
    }

    private void readApart() {
        source.close();
        source = apart.apply(last);
        isApart = true;
    }

    @Override
    public T next() {
        T found = hasNext() ? upcoming : null;
        if (found == null) {
            throw new NoSuchElementException("the scan has come to its end");
        }
        upcoming = null;
        return found;
    }

    @Override
    public void close() {
        upcoming = null;
        source.close();
    }
}
