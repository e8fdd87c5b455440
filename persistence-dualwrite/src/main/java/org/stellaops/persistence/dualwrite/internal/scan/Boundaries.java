// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.scan;

import java.util.List;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.dualwrite.settings.Pause;
import org.stellaops.persistence.dualwrite.settings.Recheck;
import org.stellaops.persistence.spi.LegacyStore;

/** Keys that divide the records of a store into ranges, before anything of work that rests on them was begun. */
public final class Boundaries {

    private Boundaries() {}

    /** Asked again as a read of records is, if the store does not answer. */
    public static List<RecordKey> of(LegacyStore store, int ranges, Recheck retry, Pause pause) {
        for (int attempt = 1; ; attempt++) {
            try {
                return store.boundaries(ranges);
            } catch (StoreException e) {
                if (attempt >= retry.attempts() || !pause.tryPause(retry.pause())) {
                    throw e;
                }
            }
        }
    }
}
