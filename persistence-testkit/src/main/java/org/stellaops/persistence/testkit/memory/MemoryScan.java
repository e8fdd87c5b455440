// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.memory;

import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Function;
import org.stellaops.persistence.spi.Scan;

/** A scan that asks for the successor of the last element each time, so that it sees what is written ahead of it. */
final class MemoryScan<P, T> implements Scan<T> {

    /** An element and the position after which the next one follows. */
    record Found<P, T>(P position, T element) {}

    private final Function<Optional<P>, Optional<Found<P, T>>> successor;

    private Optional<P> position;

    private Optional<Found<P, T>> peeked = Optional.empty();

    MemoryScan(Optional<P> start, Function<Optional<P>, Optional<Found<P, T>>> successor) {
        this.position = start;
        this.successor = successor;
    }

    @Override
    public boolean hasNext() {
        if (peeked.isEmpty()) {
            peeked = successor.apply(position);
        }
        return peeked.isPresent();
    }

    @Override
    public T next() {
        if (!hasNext()) {
            throw new NoSuchElementException("the scan is at its end");
        }
        Found<P, T> found = peeked.orElseThrow();
        position = Optional.of(found.position());
        peeked = Optional.empty();
        return found.element();
    }

    @Override
    public void close() {
        // Nothing to release.
    }
}
