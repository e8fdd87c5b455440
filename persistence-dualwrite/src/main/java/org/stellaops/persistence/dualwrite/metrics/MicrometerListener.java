package org.stellaops.persistence.dualwrite.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent.BreakerState;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent.OfEntity;
import org.stellaops.persistence.dualwrite.event.DualWriteListener;
import org.stellaops.persistence.dualwrite.event.EventRouter;
import org.stellaops.persistence.dualwrite.supervision.TaskHealth;

/**
 * Turns events into meters. Tags are modules, entity types, stages and fixed words, never keys, so the number of
 * series is
 * bounded.
 *
 * <table>
 * <caption>Meters</caption>
 * <tr><th>Name</th><th>Kind</th><th>Tags besides {@code module}</th></tr>
 * <tr><td>{@code persistence.writes}</td><td>timer</td><td>entity, stage, action, result</td></tr>
 * <tr><td>{@code persistence.reads}</td><td>timer</td><td>entity, stage, kind, result</td></tr>
 * <tr><td>{@code persistence.follower.writes}</td><td>counter</td><td>entity, result (replicated, dropped, refused,
 * timed_out, or the kind of fault)</td></tr>
 * <tr><td>{@code persistence.follower.drops}</td><td>counter</td><td>entity, reason (full, breaker_open, no_thread,
 * stopped)</td></tr>
 * <tr><td>{@code persistence.follower.retries}</td><td>counter</td><td>entity, fault (its kind)</td></tr>
 * <tr><td>{@code persistence.follower.breaker}</td><td>gauge, 0 closed, 1 half open, 2 open</td><td></td></tr>
 * <tr><td>{@code persistence.follower.breaker.changes}</td><td>counter</td><td>to (closed, half_open, open)</td></tr>
 * <tr><td>{@code persistence.bumped}, {@code persistence.evicted}, {@code
 * persistence.stale.epoch.writes}</td><td>counter</td>
 * <td>entity</td></tr>
 * <tr><td>{@code persistence.unreadable}</td><td>counter of records that pages named as unreadable</td><td>entity</td></tr>
 * <tr><td>{@code persistence.comparisons}</td><td>counter</td><td>entity, kind, result (compared, or why not)</td></tr>
 * <tr><td>{@code persistence.compared.records}</td><td>counter</td><td>entity</td></tr>
 * <tr><td>{@code persistence.divergences}</td><td>counter</td><td>entity, kind</td></tr>
 * <tr><td>{@code persistence.pending}</td><td>gauge, keys that are not on the follower yet, 100,000 at most</td>
 * <td>entity</td></tr>
 * <tr><td>{@code persistence.pending.age}</td><td>gauge, seconds since the oldest write of
 * these</td><td>entity</td></tr>
 * <tr><td>{@code persistence.dead}</td><td>gauge, dead letters, 100,000 at most</td><td>entity</td></tr>
 * <tr><td>{@code persistence.dead.lettered}, {@code .retried}, {@code .unkept}</td><td>counter</td><td>entity</td></tr>
 * <tr><td>{@code persistence.background.alive}</td><td>gauge, 1 while the task runs, else 0</td><td>task</td></tr>
 * <tr><td>{@code persistence.background.last.success}</td><td>gauge, seconds since 1970, 0 before the first</td><td>task</td></tr>
 * <tr><td>{@code persistence.background.failing}</td><td>gauge, failures in a row</td><td>task</td></tr>
 * <tr><td>{@code persistence.background.failures}</td><td>counter</td><td>task</td></tr>
 * <tr><td>{@code persistence.stage}</td><td>gauge, 0 for legacy-only to 5 for target-only</td><td></td></tr>
 * <tr><td>{@code persistence.stage.refused}</td><td>counter</td><td></td></tr>
 * <tr><td>{@code persistence.fence.restored}</td><td>counter</td><td></td></tr>
 * <tr><td>{@code persistence.tombstones.removed}</td><td>counter</td><td>side</td></tr>
 * <tr><td>{@code persistence.tombstones.kept}</td><td>counter of removals that were refused or
 * stopped</td><td></td></tr>
 * <tr><td>{@code persistence.backfill.read}, {@code .total}, {@code .refused}</td><td>gauge</td><td>entity</td></tr>
 * <tr><td>{@code persistence.verification.compared}, {@code .divergent}, {@code .unsettled}</td><td>gauge, of the last
 * pass</td><td>entity</td></tr>
 * <tr><td>{@code persistence.repairs}</td><td>counter</td><td>entity, result</td></tr>
 * </table>
 *
 * <p>Safe for concurrent use. Never blocks.
 */
public final class MicrometerListener implements DualWriteListener {

    private final MeterRegistry registry;
    private final Gauges gauges;
    private final EventRouter router = new EventRouter();

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
                it -> registry.timer(
                                "persistence.writes",
                                tags(it).and(
                                                "stage",
                                                it.stage().configName(),
                                                "action",
                                                word(it.action()),
                                                "result",
                                                word(it.result())))
                        .record(it.took()));
        router.when(
                DualWriteEvent.UnreadableMet.class,
                it -> registry.counter("persistence.unreadable", tags(it)).increment(it.records()));
        router.when(
                DualWriteEvent.ReadCompleted.class,
                it -> registry.timer(
                                "persistence.reads",
                                tags(it).and(
                                                "stage",
                                                it.stage().configName(),
                                                "kind",
                                                word(it.kind()),
                                                "result",
                                                it.answered() ? "answered" : "failed"))
                        .record(it.took()));
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
                        tags(it).and("kind", word(it.divergence().divergence().kind()))));
    }

    private void routeStages() {
        router.when(DualWriteEvent.StageChanged.class, it -> stageIs(it.module(), it.to()));
        router.when(
                DualWriteEvent.StageRefused.class,
                it -> count("persistence.stage.refused", Tags.of("module", it.module())));
        router.when(
                DualWriteEvent.FenceRestored.class,
                it -> count("persistence.fence.restored", Tags.of("module", it.module())));
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
            gauges.set("persistence.backfill.total", tags(it), it.total());
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
        count("persistence.follower.writes", tags(event).and("result", result));
    }

    private void count(String name, Tags tags) {
        registry.counter(name, tags).increment();
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
