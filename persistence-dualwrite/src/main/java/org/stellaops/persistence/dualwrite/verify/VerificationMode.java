// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.verify;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How much of the stores a verification reads, and with it what it can find. */
public enum VerificationMode {
    /**
     * Digests of ranges of keys, computed by the stores that can; where they differ, down to the keys. Finds what {@link #FULL} finds;
     * a store that cannot compute them is scanned without its contents.
     */
    QUICK,
    /**
     * Key, version, token and stored hash of every record, without contents. Does not find a content that was changed past the library
     * while the hash beside it stayed, nor a document that cannot be read.
     */
    FULL,
    /** The content of every record, read, decoded and hashed anew on both sides. Finds every difference; gates rest on it. */
    DEEP;

    /** As in options, settings and reports: lower case. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The mode of a word; empty if there is none. */
    public static Optional<VerificationMode> of(String word) {
        return Arrays.stream(values()).filter(it -> it.word().equals(word)).findFirst();
    }
}
