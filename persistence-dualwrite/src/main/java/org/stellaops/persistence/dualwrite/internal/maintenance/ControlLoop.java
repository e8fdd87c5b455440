// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.maintenance;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.stellaops.persistence.dualwrite.internal.control.ModuleContext;
import org.stellaops.persistence.dualwrite.settings.StagePolicy;
import org.stellaops.persistence.dualwrite.supervision.SupervisedLoop;

/**
 * Repeats the passes of {@link ControlPasses}. Three threads, so that a store that does not answer holds up only what needs it.
 */
public final class ControlLoop implements AutoCloseable {

    private final ModuleContext module;
    private final ControlPasses passes;
    private final ControlTasks tasks;
    private final List<SupervisedLoop> loops;
    private final LongSupplier ticker;
    private final long everyNanos;
    private long lastPass;

    public ControlLoop(ModuleContext module, ControlPasses passes, StagePolicy policy, RandomGenerator random) {
        this.module = module;
        this.passes = passes;
        this.tasks = new ControlTasks(module.supervisor());
        this.ticker = module.clock().ticker();
        this.everyNanos = policy.followEvery().toNanos();
        this.lastPass = ticker.getAsLong() - everyNanos;
        this.loops = List.of(
                loop("follow", policy.followEvery(), this::follow, random),
                loop("watch", policy.beatEvery(), passes::watch, random),
                loop("wish", policy.followEvery(), passes::askAgain, random));
    }

    private SupervisedLoop loop(
            String task, Duration every, Supplier<Map<String, Runnable>> pass, RandomGenerator random) {
        return module.supervisor()
                .loop(
                        task,
                        "persistence-" + module.module() + "-" + task,
                        every,
                        () -> {
                            tasks.run(pass.get());
                            return false;
                        },
                        random);
    }

    public void start() {
        loops.forEach(SupervisedLoop::start);
    }

    /** While writes wait it is woken again and again; a whole pass, which asks for more, is due no more often for that. */
    private Map<String, Runnable> follow() {
        long now = ticker.getAsLong();
        if (now - lastPass < everyNanos) {
            return passes.look();
        }
        lastPass = now;
        return passes.follow();
    }

    /** Makes this process look at the stage soon; does not wait for it. */
    public void followSoon() {
        loops.get(0).wake();
    }

    /** Makes everything look at once. */
    public void wake() {
        loops.forEach(SupervisedLoop::wake);
    }

    /** Says to the other processes, before it is done, that this one begins to move the lead, and that it has ended to. */
    public void isMoving(boolean moves) {
        passes.isMoving(moves);
        if (!moves) {
            hasEntered();
        }
    }

    /** Says to the other processes by which stage this one serves; that a store does not answer fails no move. */
    public void hasEntered() {
        tasks.run(passes.renewal());
    }

    @Override
    public void close() {
        loops.forEach(SupervisedLoop::close);
        tasks.run(Map.of("leaving", passes::leave));
    }
}
