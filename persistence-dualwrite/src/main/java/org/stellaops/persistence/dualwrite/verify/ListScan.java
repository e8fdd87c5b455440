// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.verify;

import java.util.Iterator;
import java.util.List;
import org.stellaops.persistence.spi.Scan;
import org.stellaops.persistence.spi.ScanEntry;

/** Entries that were read already, as a scan. */
final class ListScan implements Scan<ScanEntry> {

    private final Iterator<ScanEntry> entries;

    ListScan(List<ScanEntry> entries) {
        this.entries = entries.iterator();
    }

    @Override
    public boolean hasNext() {
        return entries.hasNext();
    }

    @Override
    public ScanEntry next() {
        return entries.next();
    }

    @Override
    public void close() {
        // Holds nothing.
    }
}
