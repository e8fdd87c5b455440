// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.divergence.Divergence;
import org.stellaops.persistence.dualwrite.divergence.DivergenceEvent;
import org.stellaops.persistence.dualwrite.divergence.FieldDifference;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent;

class ListenersTest {

    private static final RecordKey KEY = RecordKey.global("K-1");
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final DualWriteEvent FAILED = new DualWriteEvent.FollowerWriteFailed(
            "vuln", "advisories", KEY, Stage.DUAL_WRITE, new Fault(Fault.Kind.UNAVAILABLE, "no connection"));
    private static final DualWriteEvent REPLICATED =
            new DualWriteEvent.FollowerWriteCompleted("vuln", "advisories", KEY, Stage.DUAL_WRITE);
    private static final DualWriteEvent DROPPED = new DualWriteEvent.FollowerWriteDropped(
            "vuln", "advisories", KEY, Stage.DUAL_WRITE, DualWriteEvent.DropReason.FULL);
    private static final DualWriteEvent DIVERGENCE = new DualWriteEvent.DivergenceFound(
            "vuln",
            new DivergenceEvent(
                    "advisories",
                    KEY,
                    Stage.SHADOW_READ,
                    new Divergence.FieldsDiffer(List.of(new FieldDifference("summary", "Text:a", "missing")), 0),
                    NOW,
                    NOW,
                    1));

    @Test
    void eventsBecomeMetersWithoutKeys() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        MicrometerListener listener = new MicrometerListener(registry);

        listener.on(new DualWriteEvent.WriteCompleted(
                "vuln",
                "advisories",
                KEY,
                Stage.DUAL_WRITE,
                DualWriteEvent.Action.PUT,
                DualWriteEvent.Result.APPLIED,
                Duration.ofMillis(3)));
        listener.on(FAILED);
        listener.on(DIVERGENCE);
        listener.on(new DualWriteEvent.FollowerWriteRetried(
                "vuln", "advisories", KEY, Stage.DUAL_WRITE, 2, new Fault(Fault.Kind.UNAVAILABLE, "no connection")));
        listener.on(new DualWriteEvent.FollowerWriteTimedOut(
                "vuln", "advisories", KEY, Stage.DUAL_WRITE, Duration.ofMillis(500)));
        listener.on(DROPPED);
        listener.on(new DualWriteEvent.FollowerBreakerChanged(
                "vuln", DualWriteEvent.BreakerState.CLOSED, DualWriteEvent.BreakerState.OPEN));
        listener.on(new DualWriteEvent.BacklogMeasured(
                "vuln", "advisories", 7, Optional.of(Duration.ofMillis(1500)), Optional.of(2L)));
        listener.on(new DualWriteEvent.StageChanged("vuln", Stage.DUAL_WRITE, Stage.SHADOW_READ, NOW));

        assertThat(registry.get("persistence.writes")
                        .tag("result", "applied")
                        .timer()
                        .count())
                .isEqualTo(1);
        assertThat(registry.get("persistence.follower.writes")
                        .tag("result", "unavailable")
                        .counter()
                        .count())
                .isEqualTo(1);
        assertThat(count(registry, "persistence.follower.writes", "result", "timed_out"))
                .isEqualTo(1);
        assertThat(count(registry, "persistence.follower.drops", "reason", "full"))
                .isEqualTo(1);
        assertThat(count(registry, "persistence.follower.retries", "fault", "unavailable"))
                .isEqualTo(1);
        assertThat(count(registry, "persistence.follower.breaker.changes", "to", "open"))
                .isEqualTo(1);
        assertThat(registry.get("persistence.follower.breaker").gauge().value()).isEqualTo(2);
        assertThat(registry.get("persistence.divergences")
                        .tag("kind", "fields_differ")
                        .counter()
                        .count())
                .isEqualTo(1);
        assertThat(registry.get("persistence.pending").gauge().value()).isEqualTo(7);
        assertThat(registry.get("persistence.pending.age").gauge().value()).isEqualTo(1.5);
        assertThat(registry.get("persistence.pending.age").gauge().getId().getBaseUnit())
                .isEqualTo("seconds");
        assertThat(registry.get("persistence.dead").gauge().value()).isEqualTo(2);
        assertThat(registry.get("persistence.stage").gauge().value()).isEqualTo(2);
        assertThat(registry.getMeters()).noneMatch(it -> it.getId().toString().contains(KEY.id()));
    }

    @Test
    void aModuleThatIsNotOpenIsANumberByItsState() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        MicrometerListener listener = new MicrometerListener(registry);

        listener.on(new DualWriteEvent.ModuleNotOpen("vuln", DualWriteEvent.OpeningState.WAITING, "no answer"));
        assertThat(registry.get("persistence.not.open").gauge().value()).isEqualTo(1);
        listener.on(new DualWriteEvent.ModuleNotOpen("vuln", DualWriteEvent.OpeningState.REFUSED, "emptied"));
        assertThat(registry.get("persistence.not.open").gauge().value()).isEqualTo(2);
        listener.on(new DualWriteEvent.ModuleOpened("vuln", Duration.ofSeconds(9)));
        assertThat(registry.get("persistence.not.open").gauge().value()).isZero();
    }

    @Test
    void removedAndKeptTombstonesAreCountedAndLogged() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        MicrometerListener listener = new MicrometerListener(registry);
        DualWriteEvent removed = new DualWriteEvent.TombstonesRemoved("vuln", 7, 3, 4, true);
        DualWriteEvent kept = new DualWriteEvent.TombstonesKept("vuln", "the fence is weak");

        listener.on(removed);
        listener.on(kept);

        assertThat(registry.get("persistence.tombstones.removed")
                        .tag("side", "target")
                        .counter()
                        .count())
                .isEqualTo(4);
        assertThat(registry.get("persistence.tombstones.kept").counter().count())
                .isEqualTo(1);
        assertThat(logged(LoggingListener.CUTOVER, removed, kept))
                .extracting(ILoggingEvent::getFormattedMessage)
                .satisfiesExactly(
                        it -> assertThat(it).contains("epoch 7, 3 tombstones", "4 from the target; there are more"),
                        it -> assertThat(it).contains("not removed: the fence is weak"));
    }

    @Test
    void aRepeatedFaultWarnsOnceAndIsCountedUntilItEnds() {
        List<ILoggingEvent> lines = logged(LoggingListener.FOLLOWER, FAILED, FAILED, FAILED, REPLICATED, REPLICATED);

        assertThat(lines).extracting(ILoggingEvent::getLevel).containsExactly(Level.WARN, Level.INFO);
        assertThat(lines.get(1).getFormattedMessage()).contains("after 3 failed");
    }

    @Test
    void aFaultThatComesBackWarnsAgain() {
        assertThat(logged(LoggingListener.FOLLOWER, FAILED, REPLICATED, FAILED))
                .extracting(ILoggingEvent::getLevel)
                .containsExactly(Level.WARN, Level.INFO, Level.WARN);
    }

    /** A full queue has room again with each image that was sent. */
    @Test
    void aFollowerThatFallsBehindAgainAndAgainWarnsOnceUntilItKeepsUpForAWhile() {
        AtomicLong now = new AtomicLong();
        LoggingListener listener = new LoggingListener(now::get);

        assertThat(logged(LoggingListener.FOLLOWER, listener, DROPPED, REPLICATED, DROPPED, REPLICATED))
                .extracting(ILoggingEvent::getLevel)
                .containsExactly(Level.WARN);

        now.addAndGet(Duration.ofSeconds(10).toNanos());
        assertThat(logged(LoggingListener.FOLLOWER, listener, REPLICATED, DROPPED))
                .extracting(ILoggingEvent::getFormattedMessage)
                .satisfiesExactly(
                        it -> assertThat(it).contains("keeps up again after 2 dropped writes"),
                        it -> assertThat(it).contains("left to the reconciler"));
    }

    @Test
    void aDivergenceIsLoggedWithItsKeyAndPath() {
        assertThat(logged(LoggingListener.DIVERGENCE, DIVERGENCE))
                .singleElement()
                .satisfies(it -> assertThat(it.getFormattedMessage()).contains("vuln.advisories", "K-1", "summary"));
    }

    private static double count(SimpleMeterRegistry registry, String name, String tag, String value) {
        return registry.get(name).tag(tag, value).counter().count();
    }

    private static List<ILoggingEvent> logged(String name, DualWriteEvent... events) {
        return logged(name, new LoggingListener(), events);
    }

    private static List<ILoggingEvent> logged(String name, LoggingListener listener, DualWriteEvent... events) {
        Logger logger = (Logger) LoggerFactory.getLogger(name);
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        Level before = logger.getLevel();
        logger.setLevel(Level.INFO);
        logger.addAppender(lines);
        try {
            for (DualWriteEvent event : events) {
                listener.on(event);
            }
        } finally {
            logger.detachAppender(lines);
            logger.setLevel(before);
        }
        return lines.list;
    }
}
