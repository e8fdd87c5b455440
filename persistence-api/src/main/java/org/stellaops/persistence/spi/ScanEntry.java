package org.stellaops.persistence.spi;

import java.util.Optional;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.value.ContentHash;

/**
 * One record as a verification sees it.
 *
 * @param key its key
 * @param stamp version and token
 * @param contentHash the hash of the content that was read; empty if it cannot be read as its entity type says
 * @param storedHash the hash that the store keeps beside the record; empty if it keeps none
 * @param pending whether the record is pending or provisional, so that its follower may lawfully differ
 * @param problem why it cannot be read, with the path and without values
 */
public record ScanEntry(
        RecordKey key,
        VersionStamp stamp,
        Optional<ContentHash> contentHash,
        Optional<ContentHash> storedHash,
        boolean pending,
        Optional<String> problem) {}
