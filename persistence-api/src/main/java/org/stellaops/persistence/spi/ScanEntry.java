package org.stellaops.persistence.spi;

import java.util.Optional;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.value.ContentHash;

/**
 * One record as a verification reads it.
 *
 * @param key its key
 * @param stamp version and token
 * @param contentHash the hash of the content that was read; empty if it cannot be read as its entity type
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
        Optional<String> problem) {}
