// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.stellaops.persistence.query.PageToken;

/**
 * One page of a listing.
 *
 * @param items what was found, in the order asked for
 * @param next where to go on; empty after the last page
 * @param unreadable what was met on the way and could not be read, at most {@link #UNREADABLE_LISTED} of it; none of it is
 *     counted against the limit of the page
 */
public record Page<T>(List<T> items, Optional<PageToken> next, List<UnreadableRecord> unreadable) {

    /** How many records that cannot be read one page names at most. */
    public static final int UNREADABLE_LISTED = 1000;

    /** Takes unmodifiable copies. */
    public Page {
        items = List.copyOf(items);
        unreadable = List.copyOf(unreadable);
    }

    /** A page on which everything could be read. */
    public Page(List<T> items, Optional<PageToken> next) {
        this(items, next, List.of());
    }

    /** This page with each item mapped. */
    public <R> Page<R> map(Function<? super T, ? extends R> each) {
        return new Page<>(items.stream().<R>map(each).toList(), next, unreadable);
    }

    /**
     * This page, if everything on it could be read.
     *
     * @throws StoreException of kind UNREADABLE that names the first record which could not
     */
    public Page<T> strict() {
        if (unreadable.isEmpty()) {
            return this;
        }
        throw new StoreException(
                Fault.Kind.UNREADABLE,
                "tried to list records; " + unreadable.size() + " of them cannot be read, first " + unreadable.get(0)
                        + "; correct the documents, or the mapping of their type",
                null);
    }
}
