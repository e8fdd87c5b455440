// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.crash;

import java.util.ArrayList;
import java.util.List;

/** When one service acknowledged writes and answered reads, and when it was dead, stopped or cut off. Safe for concurrent use. */
final class ServiceTimes {

    private final AnswerTimes writes = new AnswerTimes();
    private final AnswerTimes reads = new AnswerTimes();
    private final List<Span> outages = new ArrayList<>();

    AnswerTimes writes() {
        return writes;
    }

    AnswerTimes reads() {
        return reads;
    }

    /** From now on it is dead, stopped or cut off. */
    synchronized void down() {
        outages.add(new Span(System.nanoTime(), Long.MAX_VALUE));
    }

    /** Nothing is in its way any more. */
    synchronized void up() {
        Span last = outages.remove(outages.size() - 1);
        outages.add(new Span(last.from(), System.nanoTime()));
    }

    synchronized boolean isUp() {
        return outages.isEmpty() || outages.get(outages.size() - 1).until() != Long.MAX_VALUE;
    }

    synchronized List<Span> outages() {
        return List.copyOf(outages);
    }

    long longestPause(Span window) {
        return writes.longestWait(window, outages(), System.nanoTime());
    }

    long longestReadPause(Span window) {
        return reads.longestWait(window, outages(), System.nanoTime());
    }
}
