// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.crash;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** How long the callers of one service waited for the answers to one kind of call, tries included. Safe for concurrent use. */
final class AnswerTimes {

    private static final long NOT_ASKED = Long.MIN_VALUE;

    private final List<Span> waits = new ArrayList<>();
    private long askedAt = NOT_ASKED;

    /** A call begins; one that is made again, because there was no answer, began with its first try. */
    synchronized void asked(long nanos) {
        if (askedAt == NOT_ASKED) {
            askedAt = nanos;
        }
    }

    synchronized void answered(long nanos) {
        waits.add(new Span(askedAt, nanos));
        askedAt = NOT_ASKED;
    }

    /** Whether an answer has come since. */
    synchronized boolean isAnsweredSince(long nanos) {
        return !waits.isEmpty() && waits.get(waits.size() - 1).until() >= nanos;
    }

    /**
     * The longest wait that meets the window, also of a call that has no answer yet: longer than the window itself if it began before.
     *
     * @param without spans in which no answer could be expected; a wait that meets one of them does not count
     * @param now not before the end of the window
     */
    synchronized long longestWait(Span window, List<Span> without, long now) {
        Stream<Span> open =
                askedAt == NOT_ASKED ? Stream.empty() : Stream.of(new Span(askedAt, Math.max(askedAt, now)));
        return Stream.concat(waits.stream(), open)
                .filter(it -> it.meets(window) && without.stream().noneMatch(it::meets))
                .mapToLong(Span::nanos)
                .max()
                .orElse(0);
    }
}
