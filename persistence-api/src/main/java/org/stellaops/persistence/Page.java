package org.stellaops.persistence;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.stellaops.persistence.query.PageToken;

/**
 * One page of a listing.
 *
 * @param items the results, in the requested order
 * @param next the token of the next page; empty on the last page
 */
public record Page<T>(List<T> items, Optional<PageToken> next) {

    /** Takes an unmodifiable copy. */
    public Page {
        items = List.copyOf(items);
    }

    /** This page with each item mapped. */
    public <R> Page<R> map(Function<? super T, ? extends R> each) {
        return new Page<>(items.stream().<R>map(each).toList(), next);
    }
}
