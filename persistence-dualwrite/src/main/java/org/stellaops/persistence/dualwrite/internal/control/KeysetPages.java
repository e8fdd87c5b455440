// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.control;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.stellaops.persistence.RecordKey;

/**
 * A listing read page by page, each behind the last key of the one before. As safe for concurrent use as its source.
 *
 * @param <T> an entry of the listing
 */
public final class KeysetPages<T> {

    private final Source<T> source;
    private final Function<? super T, RecordKey> keyOf;
    private final int size;

    /** Pages of at most this size; a shorter one is the last. */
    public KeysetPages(Source<T> source, Function<? super T, RecordKey> keyOf, int size) {
        this.source = source;
        this.keyOf = keyOf;
        this.size = size;
    }

    /** Where a page is read. */
    @FunctionalInterface
    public interface Source<T> {
        List<T> page(Optional<RecordKey> after, int limit);
    }

    public void forEachPage(Consumer<? super List<T>> visitor) {
        boolean ignored = anyPage(page -> {
            visitor.accept(page);
            return false;
        });
    }

    public void forEach(Consumer<? super T> visitor) {
        forEachPage(page -> page.forEach(visitor));
    }

    /** Whether any entry matches; reads no page behind the one that holds it. */
    public boolean anyMatch(Predicate<? super T> wanted) {
        return anyPage(page -> page.stream().anyMatch(wanted));
    }

    private boolean anyPage(Predicate<? super List<T>> wanted) {
        Optional<RecordKey> after = Optional.empty();
        while (true) {
            List<T> page = source.page(after, size);
            if (wanted.test(page)) {
                return true;
            } else if (page.size() < size) {
                return false;
            }
            after = page.stream().map(keyOf).max(RecordKey::compareTo);
        }
    }
}
