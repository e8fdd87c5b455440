// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.benchmarks.verify;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.spi.KeyRange;
import org.stellaops.persistence.spi.LegacyStore;
import org.stellaops.persistence.spi.RangeDigest;
import org.stellaops.persistence.spi.Scan;
import org.stellaops.persistence.spi.ScanEntry;
import org.stellaops.persistence.testkit.generate.GeneratedScan;
import org.stellaops.persistence.value.ContentHash;

/**
 * A legacy store of records that were made beforehand, since the MongoDB stand-in cannot hold a million. It costs next to nothing to scan,
 * so that the other side is what is measured.
 */
final class GeneratedLegacy {

    private final List<ScanEntry> entries = new ArrayList<>();
    private final RangeDigest all;
    private final boolean digests;

    /** With these hashes; {@code digests} tells whether it can be asked for the digest of all its records. */
    GeneratedLegacy(List<ContentHash> hashes, boolean digests) {
        for (int i = 0; i < hashes.size(); i++) {
            Optional<ContentHash> hash = Optional.of(hashes.get(i));
            entries.add(new ScanEntry(Things.key(i), Things.stamp(i), hash, hash, false, Optional.empty()));
        }
        this.all = RangeDigest.of(entries);
        this.digests = digests;
    }

    /** As a store of which a verification reads nothing but scan entries and digests. */
    LegacyStore store() {
        return (LegacyStore) Proxy.newProxyInstance(
                LegacyStore.class.getClassLoader(),
                new Class<?>[] {LegacyStore.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "count", "roughCount" -> (long) entries.size();
                    case "scanStored" -> scan((Optional<?>) arguments[0]);
                    case "digest" -> digests && KeyRange.ALL.equals(arguments[0]) ? Optional.of(all) : Optional.empty();
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    private Scan<ScanEntry> scan(Optional<?> after) {
        int begin = after.map(RecordKey.class::cast)
                .map(it -> Integer.parseInt(it.id().substring(it.id().length() - 8)) + 1)
                .orElse(0);
        return new GeneratedScan<>(begin, entries.size(), number -> entries.get((int) number));
    }
}
