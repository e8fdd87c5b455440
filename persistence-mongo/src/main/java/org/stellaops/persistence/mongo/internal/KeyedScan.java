// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.mongo.internal;

import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.spi.LookaheadScan;
import org.stellaops.persistence.spi.Scan;

/**
 * Reads a whole collection as if every document had a key, and from the first one without on by the scan that asks for those with
 * and without one apart. A server then need not look at every document for the second question, which hardly ever has an answer.
 */
final class KeyedScan<T> extends LookaheadScan<T> {

    private final Function<T, Optional<RecordKey>> keyOf;
    private final Function<Optional<RecordKey>, Scan<T>> apart;
    private Scan<T> source;
    private boolean isApart;
    private Optional<RecordKey> last = Optional.empty();

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
    protected @Nullable T read() {
        if (!source.hasNext()) {
            return null;
        }
        T found = source.next();
        if (isApart) {
            return found;
        }
        Optional<RecordKey> key = keyOf.apply(found);
        if (key.isEmpty()) {
            readApart();
            return read();
        }
        last = key;
        return found;
    }

    private void readApart() {
        source.close();
        source = apart.apply(last);
        isApart = true;
    }

    @Override
    public void close() {
        forget();
        source.close();
    }
}
