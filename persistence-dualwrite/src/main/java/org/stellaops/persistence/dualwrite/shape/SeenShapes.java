// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.shape;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.stellaops.persistence.spi.ControlEntries;
import org.stellaops.persistence.value.ContentHash;
import org.stellaops.persistence.value.Value;

/**
 * The query shapes that processes of a module have met, beside the control record of a store: so that a command, which makes no
 * queries itself, can compare them with the indexes. Each is written once, and kept until {@link #forget}.
 */
public final class SeenShapes {

    private static final String PREFIX = "queries/";
    private static final int NAME_DIGITS = 16;

    private final ControlEntries entries;

    /** Those that a store keeps. */
    public SeenShapes(ControlEntries entries) {
        this.entries = entries;
    }

    /**
     * Those of an entity type, in the order of their lines.
     *
     * @throws org.stellaops.persistence.StoreException if the store does not answer
     */
    public List<QueryShape> list(String entity) {
        return entries.list(PREFIX + entity + "/").stream()
                .flatMap(it -> shape(it).stream())
                .sorted(Comparator.comparing(QueryShape::toString))
                .toList();
    }

    /** Empty for one of another version of the library, which reads it. */
    private static Optional<QueryShape> shape(ControlEntries.Entry entry) {
        try {
            return Optional.of(ShapeText.read(entry.text()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /**
     * Keeps shapes of an entity type that are not kept yet.
     *
     * @param atMost how many are kept of a type; further ones are not
     */
    public void add(String entity, List<QueryShape> shapes, int atMost) {
        int kept = entries.list(PREFIX + entity + "/").size();
        for (QueryShape shape : shapes) {
            if (kept >= atMost) {
                return;
            }
            String text = ShapeText.write(shape);
            String name = ContentHash.of(Value.of(text)).hex().substring(0, NAME_DIGITS);
            kept += entries.insert(PREFIX + entity + "/" + name, text) ? 1 : 0;
        }
    }

    /** Forgets those of an entity type: those that are still asked are kept again when a process starts. */
    public int forget(String entity) {
        int forgotten = 0;
        for (ControlEntries.Entry it : entries.list(PREFIX + entity + "/")) {
            forgotten += entries.remove(it) ? 1 : 0;
        }
        return forgotten;
    }
}
