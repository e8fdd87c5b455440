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
 */
public record Page<T>(List<T> items, Optional<PageToken> next) {

    /** Takes an unmodifiable copy. */
    public Page {
        items = List.copyOf(items);
    }

    /** This page with each item turned into another. */
    public <R> Page<R> map(Function<? super T, ? extends R> each) {
        return new Page<>(items.stream().<R>map(each).toList(), next);
    }
}
