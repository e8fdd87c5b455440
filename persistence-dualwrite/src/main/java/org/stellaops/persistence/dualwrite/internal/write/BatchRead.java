// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.write;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.spi.LegacyRecord;
import org.stellaops.persistence.spi.LegacyStore;

/** The hints of a batch of writes: what a legacy store holds of its keys. */
public final class BatchRead {

    /** Memory for records that are read at once; what does not fit is written alone. */
    private static final long BYTES = 16L * 1024 * 1024;

    private BatchRead() {}

    /** The records of these keys that can be read and fit; of any other key nothing is said. */
    public static Map<RecordKey, LegacyRecord> of(LegacyStore store, List<RecordKey> keys) {
        return store.readAll(keys, BYTES).stream().collect(Collectors.toMap(LegacyRecord::key, it -> it));
    }
}
