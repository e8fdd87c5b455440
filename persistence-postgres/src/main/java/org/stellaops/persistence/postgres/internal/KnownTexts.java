// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.internal;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Texts of statements by what they are made of, so that they are not made again. Conditions that callers make up are many: what is not
 * kept is made each time. Safe for concurrent use.
 *
 * @param <K> what a text is made of
 */
final class KnownTexts<K> {

    private static final int MOST = 1_000;

    private final Map<K, String> texts = new ConcurrentHashMap<>();
    private final UnaryOperator<K> kept;

    /** Texts by keys, of each of which this copy is kept. */
    KnownTexts(UnaryOperator<K> kept) {
        this.kept = kept;
    }

    String of(K key, Supplier<String> make) {
        @Nullable String known = texts.get(key);
        if (known != null) {
            return known;
        }
        String made = make.get();
        if (texts.size() < MOST) {
            texts.put(kept.apply(key), made);
        }
        return made;
    }
}
