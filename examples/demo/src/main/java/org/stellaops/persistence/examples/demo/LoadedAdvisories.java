// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.examples.demo;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.modules.vuln.OsvLine;
import org.stellaops.persistence.value.ContentHash;

/**
 * The keys of the loaded advisories, each with the hashes of its document and of its content.
 * Not for concurrent use.
 */
final class LoadedAdvisories {

    private static final int TENTH = 10;
    private static final String PREFIX = "LIVE";

    private final SortedMap<RecordKey, Hashes> loaded = new TreeMap<>();

    /**
     * The hashes of an advisory.
     *
     * @param document of the line as it was published
     * @param content of the fields of its entity type
     */
    record Hashes(ContentHash document, ContentHash content) {}

    void add(OsvLine.Advisory advisory) {
        loaded.put(advisory.key(), new Hashes(ContentHash.of(advisory.document()), ContentHash.of(advisory.content())));
    }

    long size() {
        return loaded.size();
    }

    boolean has(RecordKey key) {
        return loaded.containsKey(key);
    }

    /** The keys in their order, without these. */
    SortedSet<RecordKey> without(SortedSet<RecordKey> others) {
        SortedSet<RecordKey> rest = new TreeSet<>(loaded.keySet());
        rest.removeAll(others);
        return rest;
    }

    Hashes hashesOf(RecordKey key) {
        return Objects.requireNonNull(loaded.get(key));
    }

    /** A tenth of them, chosen by the seed, with the hashes of their contents. */
    SortedMap<RecordKey, ContentHash> tenth(long seed) {
        List<RecordKey> keys = new ArrayList<>(loaded.keySet());
        Collections.shuffle(keys, new Random(seed));
        SortedMap<RecordKey, ContentHash> chosen = new TreeMap<>();
        keys.subList(0, keys.size() / TENTH)
                .forEach(key -> chosen.put(key, hashesOf(key).content()));
        return chosen;
    }

    /** A prefix that no loaded id has. */
    String freePrefix() {
        for (int i = 1; ; i++) {
            String prefix = i == 1 ? PREFIX + "-" : PREFIX + i + "-";
            Map<RecordKey, Hashes> behind = loaded.tailMap(RecordKey.global(prefix));
            if (behind.keySet().stream().limit(1).noneMatch(it -> it.id().startsWith(prefix))) {
                return prefix;
            }
        }
    }
}
