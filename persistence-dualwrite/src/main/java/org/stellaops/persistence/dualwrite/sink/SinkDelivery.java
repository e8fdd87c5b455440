// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.sink;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.dualwrite.divergence.Divergence;
import org.stellaops.persistence.dualwrite.divergence.DivergenceEvent;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent;
import org.stellaops.persistence.dualwrite.event.DualWriteListener;
import org.stellaops.persistence.dualwrite.supervision.SupervisedLoop;
import org.stellaops.persistence.dualwrite.supervision.Supervisor;
import org.stellaops.persistence.dualwrite.supervision.TaskEvents;
import org.stellaops.persistence.dualwrite.supervision.TaskHealth;

/**
 * Carries the confirmed divergences of one module to its sinks, on a thread of its own. A divergence that is seen again before it was
 * written is written once. Bounded: what does not fit is lost to the sinks, and counted.
 *
 * <p><b>Threads.</b> Safe for concurrent use. <b>Blocking.</b> {@link #on} never waits and never throws. <b>Failure.</b> Of a sink:
 * {@link DualWriteEvent.SinkFailed}. Owns its thread and its sinks.
 */
public final class SinkDelivery implements DualWriteListener, AutoCloseable {

    private static final int CAPACITY = 10_000;
    private static final Duration EVERY = Duration.ofMillis(200);
    private static final Duration MAINTENANCE = Duration.ofSeconds(15);

    private record Subject(String entity, RecordKey key, Divergence.Kind kind) {}

    private final String module;
    private final List<DivergenceSink> sinks;
    private final DualWriteListener reports;
    private final InstantSource clock;
    private final Supervisor supervisor;
    private final SupervisedLoop loop;
    private final Map<Subject, DivergenceEvent> waiting = new LinkedHashMap<>();
    private final AtomicInteger lost = new AtomicInteger();
    private long maintained;
    private boolean closed;

    /**
     * A delivery, not started.
     *
     * @param reports receives the failures of sinks
     */
    public SinkDelivery(String module, List<DivergenceSink> sinks, DualWriteListener reports, InstantSource clock) {
        this.module = module;
        this.sinks = List.copyOf(sinks);
        this.reports = reports.contained();
        this.clock = clock;
        this.maintained = clock.millis();
        this.supervisor = new Supervisor(module, clock, new TaskEvents(module, reports));
        this.loop = supervisor.loop(
                "divergence-sinks",
                "persistence-" + module + "-divergences",
                EVERY,
                this::pass,
                new SplittableRandom());
    }

    /** Begins to deliver. */
    public void start() {
        if (!sinks.isEmpty()) {
            loop.start();
        }
    }

    @Override
    public void on(DualWriteEvent event) {
        if (event instanceof DualWriteEvent.DivergenceFound it && it.module().equals(module) && !sinks.isEmpty()) {
            DivergenceEvent found = it.divergence();
            Subject subject =
                    new Subject(found.entity(), found.key(), found.divergence().kind());
            synchronized (waiting) {
                if (waiting.size() < CAPACITY || waiting.containsKey(subject)) {
                    waiting.put(subject, found);
                    return;
                }
            }
            lost.incrementAndGet();
        }
    }

    /** How the thread is. */
    public List<TaskHealth> health() {
        return sinks.isEmpty() ? List.of() : supervisor.health();
    }

    /** Delivers what waits now, on the caller's thread. */
    public void deliver() {
        List<DivergenceEvent> batch = take();
        int dropped = lost.getAndSet(0);
        for (DivergenceSink sink : sinks) {
            if (dropped > 0) {
                failed(sink, dropped, "the queue of the sinks was full");
            }
            if (!batch.isEmpty()) {
                contained(sink, batch.size(), () -> sink.write(module, batch));
            }
        }
    }

    /** Ends the thread, delivers what is left, and closes the sinks. Closing twice is harmless. */
    @Override
    public void close() {
        synchronized (loop) {
            if (closed) {
                return;
            }
            closed = true;
        }
        loop.close();
        deliver();
        sinks.forEach(it -> contained(it, 0, it::close));
    }

    private boolean pass() {
        deliver();
        long now = clock.millis();
        if (now - maintained >= MAINTENANCE.toMillis()) {
            maintained = now;
            sinks.forEach(it -> contained(it, 0, it::maintain));
        }
        return false;
    }

    private List<DivergenceEvent> take() {
        synchronized (waiting) {
            List<DivergenceEvent> batch = new ArrayList<>(waiting.values());
            waiting.clear();
            return batch;
        }
    }

    /** Something that may fail. */
    private interface Fallible {
        void run() throws Exception;
    }

    private void contained(DivergenceSink sink, int divergences, Fallible work) {
        try {
            work.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            failed(sink, divergences, "interrupted");
        } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
            // Its message may hold what was to be written.
            failed(sink, divergences, e.getClass().getName());
        }
    }

    private void failed(DivergenceSink sink, int divergences, String reason) {
        reports.on(new DualWriteEvent.SinkFailed(module, sink.name(), divergences, reason));
    }
}
