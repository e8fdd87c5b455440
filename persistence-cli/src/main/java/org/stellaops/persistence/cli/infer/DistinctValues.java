// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cli.infer;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/** How many different values there are, exactly up to a bound. Holds digests, and the texts themselves only of the first few. */
final class DistinctValues {

    /** Above this, values are only said to be many. */
    static final int BOUND = 100_000;

    /** How many texts are kept. */
    static final int FEW = 12;

    private static final int LONGEST = 60;

    private final Set<UUID> digests = new HashSet<>();
    private final Set<String> texts = new TreeSet<>();
    private boolean many;

    void add(String value) {
        if (many) {
            return;
        }
        // A digest of 122 bits: two values of a collection do not share one.
        digests.add(UUID.nameUUIDFromBytes(value.getBytes(StandardCharsets.UTF_8)));
        if (texts.size() <= FEW && value.length() <= LONGEST) {
            texts.add(value);
        }
        if (digests.size() > BOUND) {
            many = true;
            digests.clear();
        }
    }

    /** How many there are, if they were counted. */
    int count() {
        return digests.size();
    }

    boolean isMany() {
        return many;
    }

    /** The texts, if there are few and all of them short. */
    Set<String> few() {
        return !many && texts.size() <= FEW && texts.size() == digests.size() ? texts : Set.of();
    }
}
