// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.status.internal.collect;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** The samples of one module: fine ones of half an hour, coarse ones of a day. Bounded. Safe for concurrent use. */
public final class History {

    /** How much a reader wants to see. */
    public enum Range {
        /** Half an hour, in steps of five seconds. */
        FINE(Duration.ofSeconds(5), 360),
        /** A day, in steps of a minute. */
        COARSE(Duration.ofMinutes(1), 1440);

        private final Duration step;
        private final int most;

        Range(Duration step, int most) {
            this.step = step;
            this.most = most;
        }

        /** How long one sample is. */
        public Duration step() {
            return step;
        }
    }

    private final Deque<Sample> fine = new ArrayDeque<>();
    private final Deque<Sample> coarse = new ArrayDeque<>();
    private Optional<Sample> open = Optional.empty();
    private Optional<Instant> openSince = Optional.empty();

    /** The samples of a range, the oldest first. */
    public synchronized List<Sample> samples(Range range) {
        return List.copyOf(range == Range.FINE ? fine : coarse);
    }

    /** Keeps a sample of {@link Range#FINE}. */
    synchronized void add(Sample sample) {
        keep(fine, sample, Range.FINE);
        open = Optional.of(open.map(it -> it.followedBy(sample)).orElse(sample));
        Instant since = openSince.orElse(sample.at());
        openSince = Optional.of(since);
        if (Duration.between(since, sample.at()).compareTo(Range.COARSE.step()) >= 0) {
            open.ifPresent(it -> keep(coarse, it, Range.COARSE));
            open = Optional.empty();
            openSince = Optional.of(sample.at());
        }
    }

    private static void keep(Deque<Sample> kept, Sample sample, Range range) {
        kept.addLast(sample);
        if (kept.size() > range.most) {
            kept.removeFirst();
        }
    }
}
