// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.verify;

import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.spi.KeyRange;
import org.stellaops.persistence.spi.Scan;
import org.stellaops.persistence.spi.ScanEntry;

/** A scan that ends with a range of keys, in which it begins. */
final class RangeScan implements Scan<ScanEntry> {

    private final Scan<ScanEntry> source;
    private final KeyRange range;
    private @Nullable ScanEntry ahead;
    private boolean ended;

    RangeScan(Scan<ScanEntry> source, KeyRange range) {
        this.source = source;
        this.range = range;
    }

    @Override
    public boolean hasNext() {
        if (ahead == null && !ended) {
            ScanEntry found = source.hasNext() ? source.next() : null;
            ended = found == null || !range.contains(found.key());
            ahead = ended ? null : found;
        }
        return ahead != null;
    }

    @Override
    public ScanEntry next() {
        ScanEntry found = hasNext() ? ahead : null;
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
