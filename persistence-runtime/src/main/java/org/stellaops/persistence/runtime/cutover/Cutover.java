// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.cutover;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.gate.GateOverride;
import org.stellaops.persistence.dualwrite.gate.MoveResult;
import org.stellaops.persistence.dualwrite.gate.StepPreview;
import org.stellaops.persistence.dualwrite.settings.MovePolicy;
import org.stellaops.persistence.dualwrite.settings.Pause;
import org.stellaops.persistence.runtime.PersistenceModule;

/**
 * Moves a module to a stage, step by step, forward or back.
 *
 * <pre>{@code
 * Cutover cutover = Cutover.of(persistence.module("vuln"), Stage.TARGET_LED);
 * CutoverPlan plan = cutover.plan();          // changes nothing
 * if (plan.isAllowed()) {
 *     CutoverResult result = cutover.run();
 * }
 * }</pre>
 *
 * <p><b>Threads.</b> For one thread. <b>Blocking.</b> Waits on both stores; {@link #plan} for about a second while something is
 * pending, {@link #run} until the last step has ended. <b>Failure.</b> {@link org.stellaops.persistence.StoreException} if a store cannot
 * be asked; a step that was begun is finished or aborted, and a later run goes on from where the module stands.
 */
public final class Cutover {

    private static final Duration WATCHED = Duration.ofSeconds(1);
    private static final Duration BETWEEN_TRIES = Duration.ofMillis(200);

    /** For how long a step waits for members that follow the step before. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

    private static final int SAMPLES = 5;

    /** Gates that clear by themselves while the other processes follow and send. */
    private static final Set<String> PASSING = Set.of("members", "pending");

    private final PersistenceModule module;
    private final Stage to;
    private final LongSupplier ticker;
    private final Pause pause;

    private Cutover(PersistenceModule module, Stage to, LongSupplier ticker, Pause pause) {
        this.module = module;
        this.to = to;
        this.ticker = ticker;
        this.pause = pause;
    }

    /** A cutover of an open module. */
    public static Cutover of(PersistenceModule module, Stage to) {
        return new Cutover(module, to, System::nanoTime, Pause.real());
    }

    /** What it would do, from where the module stands now. Changes nothing. */
    public CutoverPlan plan() {
        StepPreview whole = module.preview(to);
        Stage from = whole.from();
        List<Stage> steps = from.walkTo(to);
        Optional<StepPreview> next = steps.stream().findFirst().map(module::preview);
        boolean changesLeader = from.leader() != to.leader();
        return new CutoverPlan(
                module.name(), from, to, steps, next, changesLeader ? Optional.of(predict()) : Optional.empty());
    }

    /** Makes the steps; ends at the first one that is refused. */
    public CutoverResult run() {
        return run(plan(), Optional.empty(), step -> {});
    }

    /** As {@link #run()}, although gates refuse; the order is kept for good with what they said. */
    public CutoverResult run(GateOverride override) {
        return run(plan(), Optional.of(override), step -> {});
    }

    /**
     * Makes the steps of a plan.
     *
     * @param override orders steps that gates refuse; others are made as usual
     * @param progress is called after each step
     */
    public CutoverResult run(CutoverPlan plan, Optional<GateOverride> override, Consumer<MoveResult> progress) {
        List<MoveResult> results = new ArrayList<>();
        for (Stage next : plan.steps()) {
            MoveResult result = step(next, override);
            results.add(result);
            progress.accept(result);
            if (!result.isMoved()) {
                break;
            }
        }
        return new CutoverResult(plan, results);
    }

    private MoveResult step(Stage next, Optional<GateOverride> override) {
        StepPreview preview = settled(next);
        return override.isPresent() && !preview.refused().isEmpty()
                ? module.moveTo(next, override.get())
                : module.moveTo(next);
    }

    /** The step before is followed by the other processes only after a moment. */
    private StepPreview settled(Stage next) {
        long began = ticker.getAsLong();
        StepPreview preview = module.preview(next);
        while (clearsByItself(preview)
                && ticker.getAsLong() - began < LONGEST_WAIT.toNanos()
                && pause.tryPause(BETWEEN_TRIES)) {
            preview = module.preview(next);
        }
        return preview;
    }

    private static boolean clearsByItself(StepPreview preview) {
        return preview.objections().isEmpty()
                && !preview.refused().isEmpty()
                && preview.refused().stream().allMatch(it -> PASSING.contains(it.gate()));
    }

    private PausePrediction predict() {
        long backlog = module.dualWrite().pendingDepth();
        long began = ticker.getAsLong();
        long left = backlog > 0 && pause.tryPause(WATCHED) ? module.dualWrite().pendingDepth() : backlog;
        Duration watched = Duration.ofNanos(ticker.getAsLong() - began);
        MovePolicy limits = module.dualWrite().moves();
        return PauseForecast.of(
                new PauseForecast.Measured(
                        module.descriptor().entityTypes().size(),
                        backlog,
                        left,
                        watched,
                        roundTrips(),
                        earlierPauses()),
                limits);
    }

    /** The shortest of several, because the first one may open a connection. */
    private Duration roundTrips() {
        long shortest = Long.MAX_VALUE;
        for (int sample = 0; sample < SAMPLES; sample++) {
            long began = ticker.getAsLong();
            boolean unused = module.legacy().control().find().isPresent()
                    && module.target().control().find().isPresent();
            shortest = Math.min(shortest, ticker.getAsLong() - began);
        }
        return Duration.ofNanos(shortest);
    }

    /** The pauses of earlier changes of leader, as the audit trail has them. */
    private List<Duration> earlierPauses() {
        return module.auditTrail().stream()
                .flatMap(it -> it.action().pause().stream())
                .toList();
    }
}
