// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.spi;

import java.util.Optional;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.value.ContentHash;

/**
 * One record as a verification reads it.
 *
 * @param key its key
 * @param stamp version and token
 * @param contentHash the hash of the content that was read; empty if it cannot be read as its entity type. In a {@linkplain
 *     ReadableStore#scanStored scan that reads no contents}, the stored hash
 * @param storedHash the hash stored beside the record; empty if there is none
 * @param pending whether the record is pending or provisional, so that its follower may legitimately differ
 * @param problem why it cannot be read, with the path and without values
 */
public record ScanEntry(
        RecordKey key,
        VersionStamp stamp,
        Optional<ContentHash> contentHash,
        Optional<ContentHash> storedHash,
        boolean pending,
        Optional<String> problem) {

    private static final String STAND_IN = "unreadable _id ";

    /** A key that stands for a document whose {@code _id} is no key of its type, so that a report can name it. */
    public static RecordKey standIn(String id) {
        String printable = STAND_IN + id.replaceAll("[^\\x20-\\x7e]", "?");
        return RecordKey.global(printable.substring(0, Math.min(printable.length(), RecordKey.LONGEST_ID)));
    }

    /** Whether the document has no key of its type, so that neither store can be asked for it. */
    public boolean isStandIn() {
        return problem.isPresent() && isStandIn(key);
    }

    /** Whether a key stands for a document that has none. */
    public static boolean isStandIn(RecordKey key) {
        return key.tenant().isEmpty() && key.id().startsWith(STAND_IN);
    }
}
