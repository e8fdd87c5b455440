// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.coverage.CoverageReport;
import org.stellaops.persistence.dualwrite.divergence.Cause;
import org.stellaops.persistence.dualwrite.divergence.Divergence;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent.BreakerState;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent.OfEntity;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent.OpeningState;
import org.stellaops.persistence.dualwrite.event.DualWriteListener;
import org.stellaops.persistence.dualwrite.event.EventRouter;
import org.stellaops.persistence.dualwrite.supervision.TaskHealth;

/**
 * Turns events into meters. Tags are modules, entity types, stages and fixed words, never keys, so the number of
 * series is bounded.
 *
 * <p>The guide's page on metrics lists each meter with its kind and tags; a test holds it to this class.
 *
 * <p>Safe for concurrent use. Never blocks.
 */
public final class MicrometerListener implements DualWriteListener {

    private final MeterRegistry registry;
    private final Gauges gauges;
    private final EventRouter router = new EventRouter();
    private final Map<String, Map<String, EntityMeters>> meters = new ConcurrentHashMap<>();

    /** Registers each meter when its first event arrives. */
    public MicrometerListener(MeterRegistry registry) {
        this.registry = registry;
        this.gauges = new Gauges(registry);
        routeCallers();
        routeFollower();
        routeComparisons();
        routeStages();
        routeTombstones();
        routeLongWork();
    }

    @Override
    public void on(DualWriteEvent event) {
        router.on(event);
    }

    /** Sets the stage gauge of a module before its first stage change. */
    public void stageIs(String module, Stage stage) {
        gauges.set(
                "persistence.stage",
                Tags.of("module", module),
                Arrays.asList(Stage.values()).indexOf(stage));
    }

    /** Shows how far the reads of a module are compared, asked anew whenever the meters are read. */
    public void coverage(String module, Supplier<CoverageReport> coverage) {
        CoverageGauges.register(registry, module, coverage);
    }

    /** Shows how background tasks are, asked anew whenever the meters are read. Tags say {@code module}. */
    public void watch(String module, Supplier<List<TaskHealth>> health) {
        for (TaskHealth task : health.get()) {
            Tags tags = Tags.of("module", module, "task", task.task());
            show("persistence.background.alive", tags, health, task, it -> it.alive() ? 1 : 0);
            show("persistence.background.failing", tags, health, task, TaskHealth::failuresInARow);
            show(
                    "persistence.background.last.success",
                    tags,
                    health,
                    task,
                    it -> it.lastSuccess().map(Instant::getEpochSecond).orElse(0L));
        }
    }

    private void show(
            String name,
            Tags tags,
            Supplier<List<TaskHealth>> health,
            TaskHealth task,
            ToDoubleFunction<TaskHealth> number) {
        Gauge.builder(name, () -> of(task.task(), health.get(), number))
                .tags(tags)
                .register(registry);
    }

    /** Not a number for a task that its owner no longer names. */
    private static double of(String task, List<TaskHealth> all, ToDoubleFunction<TaskHealth> number) {
        return all.stream()
                .filter(it -> it.task().equals(task))
                .mapToDouble(number)
                .findFirst()
                .orElse(Double.NaN);
    }

    private void routeCallers() {
        router.when(
                DualWriteEvent.WriteCompleted.class,
                it -> meters(it).writes(it.stage(), it.action(), it.result()).record(it.took()));
        router.when(
                DualWriteEvent.ReadCompleted.class,
                it -> meters(it).reads(it.stage(), it.kind(), it.answered()).record(it.took()));
        router.when(
                DualWriteEvent.UnreadableMet.class,
                it -> registry.counter("persistence.unreadable", tags(it)).increment(it.records()));
        router.when(
                DualWriteEvent.QueryNotServed.class,
                it -> count("persistence.queries.unserved", tags(it).and("side", word(it.side()))));
    }

    private void routeFollower() {
        router.when(DualWriteEvent.FollowerWriteCompleted.class, it -> follower(it, "replicated"));
        router.when(DualWriteEvent.FollowerWriteDropped.class, it -> {
            follower(it, "dropped");
            count("persistence.follower.drops", tags(it).and("reason", word(it.reason())));
        });
        router.when(DualWriteEvent.FollowerWriteTimedOut.class, it -> follower(it, "timed_out"));
        router.when(
                DualWriteEvent.FollowerWriteRetried.class,
                it -> count(
                        "persistence.follower.retries",
                        tags(it).and("fault", word(it.fault().kind()))));
        router.when(DualWriteEvent.FollowerBreakerChanged.class, it -> {
            Tags module = Tags.of("module", it.module());
            gauges.set(
                    "persistence.follower.breaker",
                    module,
                    Arrays.asList(BreakerState.values()).indexOf(it.to()));
            count("persistence.follower.breaker.changes", module.and("to", word(it.to())));
        });
        router.when(DualWriteEvent.FollowerRejected.class, it -> follower(it, "refused"));
        router.when(
                DualWriteEvent.FollowerWriteFailed.class,
                it -> follower(it, word(it.fault().kind())));
        router.when(DualWriteEvent.Bumped.class, it -> count("persistence.version.bumps", tags(it)));
        router.when(DualWriteEvent.Evicted.class, it -> count("persistence.evicted", tags(it)));
        router.when(DualWriteEvent.StaleWriteFound.class, it -> count("persistence.stale.epoch.writes", tags(it)));
        router.when(DualWriteEvent.DeadLettered.class, it -> count("persistence.dead.lettered", tags(it)));
        router.when(DualWriteEvent.DeadLetterRetried.class, it -> count("persistence.dead.retried", tags(it)));
        router.when(DualWriteEvent.DeadLettersNotKept.class, it -> count("persistence.dead.unkept", tags(it)));
        router.when(DualWriteEvent.BacklogMeasured.class, this::backlog);
        router.when(
                DualWriteEvent.BackgroundTaskFailed.class,
                it -> count("persistence.background.failures", Tags.of("module", it.module(), "task", it.task())));
    }

    private void backlog(DualWriteEvent.BacklogMeasured event) {
        gauges.set("persistence.pending", tags(event), event.pending());
        gauges.set(
                "persistence.pending.age", tags(event), seconds(event.oldest().orElse(Duration.ZERO)), "seconds");
        event.dead().ifPresent(it -> gauges.set("persistence.dead", tags(event), it));
    }

    private void routeComparisons() {
        router.when(DualWriteEvent.ReadCompared.class, it -> {
            count("persistence.comparisons", tags(it).and("kind", word(it.kind()), "result", "compared"));
            registry.counter("persistence.compared.records", tags(it)).increment(it.records());
        });
        router.when(
                DualWriteEvent.ReadNotCompared.class,
                it -> count(
                        "persistence.comparisons", tags(it).and("kind", word(it.kind()), "result", word(it.reason()))));
        router.when(
                DualWriteEvent.DivergenceFound.class,
                it -> count(
                        "persistence.divergences",
                        divergence(
                                tags(it),
                                it.divergence().divergence().kind(),
                                it.divergence().cause())));
        router.when(
                DualWriteEvent.DifferenceExplained.class,
                it -> count("persistence.divergences", divergence(tags(it), it.kind(), it.cause())));
        router.when(
                DualWriteEvent.RuleApplied.class,
                it -> count("persistence.divergence.rules", tags(it).and("rule", it.rule())));
        router.when(
                DualWriteEvent.SinkFailed.class,
                it -> registry.counter(
                                "persistence.divergence.sink.lost", Tags.of("module", it.module(), "sink", it.sink()))
                        .increment(it.lost()));
    }

    private static Tags divergence(Tags tags, Divergence.Kind kind, Cause cause) {
        return tags.and("kind", word(kind), "cause", cause.word(), "confirmed", String.valueOf(cause.isConfirmed()));
    }

    private void routeStages() {
        router.when(
                DualWriteEvent.ModuleNotOpen.class,
                it -> notOpen(
                        it.module(), 1 + Arrays.asList(OpeningState.values()).indexOf(it.state())));
        router.when(DualWriteEvent.ModuleOpened.class, it -> notOpen(it.module(), 0));
        router.when(DualWriteEvent.StageChanged.class, it -> stageIs(it.module(), it.to()));
        router.when(
                DualWriteEvent.StageRefused.class,
                it -> count("persistence.stage.refused", Tags.of("module", it.module())));
        router.when(
                DualWriteEvent.RollbackEnded.class,
                it -> count(
                        "persistence.rollbacks",
                        Tags.of("module", it.module(), "result", it.refusals().isEmpty() ? "made" : "refused")));
        router.when(
                DualWriteEvent.FenceRestored.class,
                it -> count("persistence.fence.restored", Tags.of("module", it.module())));
    }

    private void notOpen(String module, int state) {
        gauges.set("persistence.not.open", Tags.of("module", module), state);
    }

    private void routeTombstones() {
        router.when(DualWriteEvent.TombstonesRemoved.class, it -> {
            Tags tags = Tags.of("module", it.module());
            registry.counter("persistence.tombstones.removed", tags.and("side", word(Side.LEGACY)))
                    .increment((double) it.fromLegacy());
            registry.counter("persistence.tombstones.removed", tags.and("side", word(Side.TARGET)))
                    .increment((double) it.fromTarget());
        });
        router.when(
                DualWriteEvent.TombstonesKept.class,
                it -> count("persistence.tombstones.kept", Tags.of("module", it.module())));
    }

    private void routeLongWork() {
        router.when(DualWriteEvent.BackfillProgress.class, it -> {
            gauges.set("persistence.backfill.read", tags(it), it.counts().read());
            gauges.set("persistence.backfill.refused", tags(it), it.counts().refused());
            gauges.set("persistence.backfill.expected", tags(it), it.total());
        });
        router.when(DualWriteEvent.VerificationFinished.class, it -> {
            gauges.set("persistence.verification.compared", tags(it), it.compared());
            gauges.set("persistence.verification.divergent", tags(it), it.divergent());
            gauges.set("persistence.verification.unsettled", tags(it), it.unsettled());
        });
        router.when(
                DualWriteEvent.RepairFinished.class,
                it -> count(
                        "persistence.repairs",
                        tags(it).and("result", it.result().toLowerCase(Locale.ROOT))));
    }

    private void follower(OfEntity event, String result) {
        meters(event).counter("persistence.follower.writes", "result", result).increment();
    }

    private void count(String name, Tags tags) {
        registry.counter(name, tags).increment();
    }

    private EntityMeters meters(OfEntity event) {
        Map<String, EntityMeters> ofModule = meters.get(event.module());
        if (ofModule == null) {
            ofModule = meters.computeIfAbsent(event.module(), it -> new ConcurrentHashMap<>());
        }
        EntityMeters known = ofModule.get(event.entity());
        return known != null
                ? known
                : ofModule.computeIfAbsent(
                        event.entity(), it -> new EntityMeters(registry, event.module(), event.entity()));
    }

    private static Tags tags(OfEntity event) {
        return Tags.of("module", event.module(), "entity", event.entity());
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static double seconds(Duration length) {
        return length.toMillis() / 1000.0;
    }
}
