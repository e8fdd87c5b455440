// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.repair;

import java.util.Optional;
import org.stellaops.persistence.dualwrite.internal.compare.KeySnapshot;
import org.stellaops.persistence.dualwrite.internal.control.EntryText;
import org.stellaops.persistence.spi.VersionStamp;
import org.stellaops.persistence.value.ContentHash;

/**
 * What one store held of a key when it was looked at, without its content.
 *
 * @param present whether there was a record
 * @param stamp version and token of the record or, without one, of its tombstone
 * @param storedHash the hash beside the record
 * @param contentHash the hash of the content as it was read; empty without a record, or if it cannot be read
 * @param problem why it cannot be read
 */
public record SideEvidence(
        boolean present,
        VersionStamp stamp,
        Optional<ContentHash> storedHash,
        Optional<ContentHash> contentHash,
        Optional<String> problem) {

    /** Whether the stored hash, if there is one, is that of the content. */
    public boolean hashFits() {
        return storedHash.isEmpty() || storedHash.equals(contentHash);
    }

    /** A short form for a line. */
    public String describe() {
        if (problem.isPresent()) {
            return "unreadable";
        }
        String version = stamp.isUnversioned() ? "no version" : "version " + stamp.version();
        return present
                ? version + ", content " + contentHash.map(SideEvidence::digits).orElse("?")
                        + (hashFits()
                                ? ""
                                : ", stored hash "
                                        + storedHash.map(SideEvidence::digits).orElse("?"))
                : "absent, " + version;
    }

    private static String digits(ContentHash hash) {
        return hash.hex().substring(0, 12);
    }

    static SideEvidence of(KeySnapshot snapshot) {
        return new SideEvidence(
                snapshot.present(),
                snapshot.stamp(),
                snapshot.storedHash(),
                snapshot.content().map(ContentHash::of),
                snapshot.problem());
    }

    EntryText writeTo(EntryText text, String side) {
        return text.with(side + ".present", Boolean.toString(present))
                .with(side + ".version", stamp.version())
                .with(side + ".token", Optional.ofNullable(stamp.token()))
                .with(side + ".stored", storedHash.map(ContentHash::hex))
                .with(side + ".content", contentHash.map(ContentHash::hex))
                .with(side + ".problem", problem);
    }

    static SideEvidence readFrom(EntryText text, String side) {
        return new SideEvidence(
                Boolean.parseBoolean(text.text(side + ".present")),
                new VersionStamp(
                        text.number(side + ".version"),
                        text.find(side + ".token").orElse(null)),
                text.find(side + ".stored").map(ContentHash::new),
                text.find(side + ".content").map(ContentHash::new),
                text.find(side + ".problem"));
    }
}
