// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.mongo.internal;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.StructLayout;
import org.stellaops.persistence.value.Value;

/**
 * The members of documents that have the same names in the same order as one before, which were sorted then. Names that come only once, as
 * the keys of a map do, are not sorted for later. Safe for many threads, which at worst sort twice.
 */
final class KnownLayouts {

    private static final int PLACES = 1 << 8;
    private static final int MOST = 32;
    private static final int MULTIPLIER = 31;

    private static final @Nullable Known[] LAYOUTS = new Known[PLACES];

    private KnownLayouts() {}

    /** Names in the order of a document, each once; with a layout once they came twice. */
    private record Known(List<String> names, @Nullable StructLayout layout) {}

    /**
     * A struct of these members.
     *
     * @return null if a name occurs twice
     */
    static @Nullable Struct struct(String[] names, Value[] values, int size) {
        if (size == 0 || size > MOST) {
            return built(names, values, size);
        }
        int place =
                (MULTIPLIER * (MULTIPLIER * names[0].hashCode() + names[size - 1].hashCode()) + size) & (PLACES - 1);
        Known known = LAYOUTS[place];
        if (known == null || !isSame(known.names(), names, size)) {
            Struct struct = built(names, values, size);
            if (struct != null) {
                LAYOUTS[place] = new Known(List.of(Arrays.copyOf(names, size)), null);
            }
            return struct;
        }
        StructLayout layout = known.layout();
        if (layout == null) {
            layout = StructLayout.of(known.names());
            LAYOUTS[place] = new Known(known.names(), layout);
        }
        return layout.struct(Arrays.copyOf(values, size));
    }

    private static boolean isSame(List<String> known, String[] names, int size) {
        if (known.size() != size) {
            return false;
        }
        for (int i = 0; i < size; i++) {
            if (!known.get(i).equals(names[i])) {
                return false;
            }
        }
        return true;
    }

    private static @Nullable Struct built(String[] names, Value[] values, int size) {
        Struct.Builder members = Struct.builder(size);
        for (int i = 0; i < size; i++) {
            members.put(names[i], values[i]);
        }
        Struct struct = members.build();
        return struct.size() == size ? struct : null;
    }
}
