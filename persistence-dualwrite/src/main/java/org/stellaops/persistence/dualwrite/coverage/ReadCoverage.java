// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.coverage;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent.ReadKind;
import org.stellaops.persistence.query.Condition;
import org.stellaops.persistence.query.Query;

/**
 * Counts the reads of a module in this process by their shape, and how many of each were compared. Bounded: past its capacity, reads of
 * further shapes are only counted together.
 *
 * <p><b>Threads.</b> Safe for concurrent use. <b>Blocking.</b> Never. A read of a known shape allocates no text.
 */
public final class ReadCoverage {

    private static final int DEFAULT_CAPACITY = 500;

    private final int capacity;
    private final InstantSource clock;
    private final Map<ShapeKey, Counted> shapes = new ConcurrentHashMap<>();
    private final Counted others = new Counted("", ReadKind.QUERY, "");

    /** The shape's number within its entity type and operation. */
    private record ShapeKey(String entity, ReadKind operation, long number) {}

    /** Counts up to 500 shapes. */
    public ReadCoverage(InstantSource clock) {
        this(DEFAULT_CAPACITY, clock);
    }

    /** Counts up to so many shapes. */
    public ReadCoverage(int capacity, InstantSource clock) {
        this.capacity = capacity;
        this.clock = clock;
    }

    /** A shape that was read, to count what became of its comparison. */
    public interface CountedRead {

        /** One such read was compared conclusively. */
        void compared();

        /** In one such read a divergence was confirmed. */
        void confirmed();
    }

    /** A caller read by key, once. */
    public CountedRead read(String entity, ReadKind operation) {
        return used(new ShapeKey(entity, operation, 0), () -> "");
    }

    /** A caller made a query. */
    public CountedRead queried(String entity, Query query) {
        return used(new ShapeKey(entity, ReadKind.QUERY, QueryWording.number(query)), () -> QueryWording.text(query));
    }

    /** A caller counted. */
    public CountedRead counted(String entity, Condition where) {
        return used(new ShapeKey(entity, ReadKind.COUNT, QueryWording.number(where)), () -> QueryWording.text(where));
    }

    /** A caller asked a repository. */
    public CountedRead asked(String repository, String method) {
        return used(new ShapeKey(repository, ReadKind.REPOSITORY, method.hashCode()), () -> method);
    }

    /** What was counted since the process began. */
    public CoverageReport report() {
        List<ShapeCoverage> all = shapes.values().stream().map(Counted::report).toList();
        return new CoverageReport(all, others.uses.sum());
    }

    private CountedRead used(ShapeKey place, Supplier<String> text) {
        Counted counted = shapes.get(place);
        if (counted == null) {
            counted = shapes.size() < capacity
                    ? shapes.computeIfAbsent(place, it -> new Counted(it.entity(), it.operation(), text.get()))
                    : others;
        }
        counted.uses.increment();
        return counted;
    }

    private final class Counted implements CountedRead {

        private final String entity;
        private final ReadKind operation;
        private final String shape;
        private final LongAdder uses = new LongAdder();
        private final LongAdder compared = new LongAdder();
        private final LongAdder confirmed = new LongAdder();
        private final AtomicLong last = new AtomicLong();

        private Counted(String entity, ReadKind operation, String shape) {
            this.entity = entity;
            this.operation = operation;
            this.shape = shape;
        }

        @Override
        public void compared() {
            compared.increment();
            last.set(clock.instant().toEpochMilli());
        }

        @Override
        public void confirmed() {
            confirmed.increment();
        }

        private ShapeCoverage report() {
            long at = last.get();
            return new ShapeCoverage(
                    entity,
                    operation,
                    shape,
                    uses.sum(),
                    compared.sum(),
                    confirmed.sum(),
                    at == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(at)));
        }
    }
}
