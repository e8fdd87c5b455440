// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.crash;

import java.util.ArrayList;
import java.util.List;

/** The moments in which one kind of call was answered by one service. Safe for concurrent use. */
final class AnswerTimes {

    private final List<Long> moments = new ArrayList<>();

    synchronized void answered(long nanos) {
        moments.add(nanos);
    }

    /** Whether an answer has come since. */
    synchronized boolean isAnsweredSince(long nanos) {
        return !moments.isEmpty() && moments.get(moments.size() - 1) >= nanos;
    }

    /**
     * The longest time without an answer that meets the window, from one answer to the next one or to now: longer than the window
     * itself if it began before.
     *
     * @param without spans in which no answer could be expected; a time that meets one of them does not count
     * @param now not before the end of the window
     */
    synchronized long longestGap(Span window, List<Span> without, long now) {
        long longest = 0;
        long last = window.from();
        for (long next : moments) {
            longest = Math.max(longest, counted(new Span(last, next), window, without));
            last = next;
        }
        return Math.max(longest, counted(new Span(last, Math.max(last, now)), window, without));
    }

    private static long counted(Span gap, Span window, List<Span> without) {
        return gap.meets(window) && without.stream().noneMatch(gap::meets) ? gap.nanos() : 0;
    }
}
