// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.status.internal.web;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.gate.MoveResult;
import org.stellaops.persistence.runtime.cutover.CutoverPlan;
import org.stellaops.persistence.runtime.cutover.CutoverResult;
import org.stellaops.persistence.status.action.StageActions;
import org.stellaops.persistence.status.action.StageOrder;

/** Carries out one order at a time, on a thread of its own; a second one is refused meanwhile. Safe for concurrent use. */
public final class ActionDesk implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger("org.stellaops.persistence.status");
    private static final long LONGEST_CLOSING_SECONDS = 10;

    private final StageActions actions;
    private final InstantSource clock;
    private final Consumer<String> changed;
    private final ThreadPoolExecutor thread =
            new ThreadPoolExecutor(0, 1, 1, TimeUnit.MINUTES, new SynchronousQueue<>(), work -> {
                Thread made = new Thread(work, "persistence-status-action");
                made.setDaemon(true);
                return made;
            });
    private Optional<ActionRun> last = Optional.empty();

    /** @param changed is told the name of a module of which something may have changed */
    public ActionDesk(StageActions actions, InstantSource clock, Consumer<String> changed) {
        this.actions = actions;
        this.clock = clock;
        this.changed = changed;
    }

    /** What a cutover would do; waits for the stores. */
    CutoverPlan plan(String module, Stage to) {
        return actions.plan(module, to);
    }

    /** The last order; empty if there was none. */
    synchronized Optional<ActionRun> last() {
        return last;
    }

    /** Begins to carry out an order; empty if another one is being carried out. */
    synchronized Optional<ActionRun> begin(StageOrder order) {
        if (last.filter(ActionRun::isRunning).isPresent()) {
            return Optional.empty();
        }
        ActionRun run = new ActionRun(
                last.map(ActionRun::number).orElse(0L) + 1,
                order,
                clock.instant(),
                List.of(),
                Optional.empty(),
                Optional.empty());
        try {
            thread.execute(() -> carryOut(order));
        } catch (RejectedExecutionException e) {
            return Optional.empty();
        }
        last = Optional.of(run);
        return last;
    }

    private void carryOut(StageOrder order) {
        LOG.info(
                "{}: {} is ordered over the status page",
                order.module(),
                order.to().configName());
        try {
            end(Optional.of(actions.cutover(order, this::progress)), Optional.empty());
        } catch (StoreException | IllegalArgumentException | IllegalStateException e) {
            end(Optional.empty(), Optional.of(String.valueOf(e.getMessage())));
        } catch (Throwable thrown) {
            LOG.warn(
                    "{}: an order over the status page ended in {}",
                    order.module(),
                    thrown.getClass().getName());
            end(Optional.empty(), Optional.of("it ended in " + thrown.getClass().getName()));
        } finally {
            changed.accept(order.module());
        }
    }

    private synchronized void progress(MoveResult step) {
        if (step instanceof MoveResult.Moved moved) {
            last = last.map(it -> {
                List<String> reached = new ArrayList<>(it.reached());
                reached.add(moved.to().configName());
                return new ActionRun(it.number(), it.order(), it.began(), reached, it.result(), it.failure());
            });
        }
    }

    private synchronized void end(Optional<CutoverResult> result, Optional<String> failure) {
        last = last.map(it -> new ActionRun(it.number(), it.order(), it.began(), it.reached(), result, failure));
    }

    /** Waits some seconds for an order that is being carried out; the move itself is finished or aborted by its module. */
    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(LONGEST_CLOSING_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("an order over the status page is still being carried out");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
