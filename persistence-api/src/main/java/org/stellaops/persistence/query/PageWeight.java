// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.query;

import org.stellaops.persistence.Limits;
import org.stellaops.persistence.value.EncodedSize;
import org.stellaops.persistence.value.Struct;

/** When a page is full in bytes: the same for every store, so that both leaders cut a listing at the same records. */
public final class PageWeight {

    /** No store measures a content as more than so many times what is counted here: a decimal of 6,000 digits has 16 bytes. */
    private static final long MOST_TIMES = 512;

    private long bytes;

    /** Counts a record that goes into the page. */
    public void add(Struct content) {
        bytes += EncodedSize.rough(content);
    }

    /** Whether no other record goes into the page. */
    public boolean isFull() {
        return bytes >= Limits.LARGEST_PAGE_BYTES;
    }

    /** Whether a store that cuts its answers at so many bytes, measured in its own way, can have cut this one. */
    public boolean mayHaveBeenCutAt(long limit) {
        return bytes >= limit / MOST_TIMES;
    }
}
