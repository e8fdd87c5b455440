// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.metrics;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stellaops.persistence.cutover.Side;
import org.stellaops.persistence.dualwrite.divergence.DivergenceEvent;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent.OfEntity;
import org.stellaops.persistence.dualwrite.event.DualWriteListener;
import org.stellaops.persistence.dualwrite.event.EventRouter;

/**
 * Writes events to SLF4J, under names that stay: {@value #DIVERGENCE}, {@value #CUTOVER}, {@value #FOLLOWER} and
 * {@value
 * #BACKFILL}. A repeated fault is logged once and then counted until it ends. Events of every write are not logged.
 *
 * <p>Safe for concurrent use. Blocks as long as the logging framework does.
 */
public final class LoggingListener implements DualWriteListener {

    /** Divergences, verifications and repairs. */
    public static final String DIVERGENCE = "org.stellaops.persistence.divergence";

    /** Stages, leader changes and fences. */
    public static final String CUTOVER = "org.stellaops.persistence.cutover";

    /** Replication to the follower. */
    public static final String FOLLOWER = "org.stellaops.persistence.follower";

    /** Backfills and rejected records. */
    public static final String BACKFILL = "org.stellaops.persistence.backfill";

    /** Queries that no index serves. */
    public static final String QUERY = "org.stellaops.persistence.query";

    private static final String DROPS = "/drops";

    /** A queue that is full has room again with each image that was sent. */
    private static final Duration KEEPING_UP = Duration.ofSeconds(10);

    private final Logger query = LoggerFactory.getLogger(QUERY);
    private final Logger divergence = LoggerFactory.getLogger(DIVERGENCE);
    private final Logger cutover = LoggerFactory.getLogger(CUTOVER);
    private final Logger follower = LoggerFactory.getLogger(FOLLOWER);
    private final Logger backfill = LoggerFactory.getLogger(BACKFILL);
    private final RepeatedFaults faults;
    private final EventRouter router = new EventRouter();

    /** A logging listener. */
    public LoggingListener() {
        this(System::nanoTime);
    }

    LoggingListener(LongSupplier ticker) {
        this.faults = new RepeatedFaults(ticker);
        routeFollower();
        routeDivergences();
        routeCutover();
        routeBackfill();
        router.when(DualWriteEvent.QueryNotServed.class, this::notServed);
    }

    private void notServed(DualWriteEvent.QueryNotServed event) {
        query.warn(
                "{}: no index of {} serves the query [{}]; {}",
                name(event),
                event.side() == Side.LEGACY ? "MongoDB" : "PostgreSQL",
                event.shape(),
                event.statement().isEmpty() ? "and none would" : "this would help: " + event.statement());
    }

    @Override
    public void on(DualWriteEvent event) {
        router.on(event);
    }

    private void routeFollower() {
        router.when(DualWriteEvent.FollowerWriteCompleted.class, this::replicated);
        router.when(DualWriteEvent.FollowerWriteFailed.class, this::failed);
        router.when(DualWriteEvent.FollowerWriteTimedOut.class, this::timedOut);
        router.when(DualWriteEvent.FollowerWriteDropped.class, this::dropped);
        router.when(
                DualWriteEvent.FollowerBreakerChanged.class,
                it -> follower.info("{}: the follower's circuit breaker: {} -> {}", it.module(), it.from(), it.to()));
        router.when(DualWriteEvent.FollowerRejected.class, this::refused);
        router.when(DualWriteEvent.DeadLettered.class, this::deadLettered);
        router.when(
                DualWriteEvent.DeadLetterRetried.class,
                it -> follower.info(
                        "{}: {} is retried on request, after {} rejections", name(it), it.key(), it.tries()));
        router.when(DualWriteEvent.DeadLettersNotKept.class, this::notKept);
        router.when(DualWriteEvent.StaleWriteFound.class, this::staleWrite);
        router.when(
                DualWriteEvent.Bumped.class,
                it -> follower.debug("{} {} was bumped to version {} from {}", name(it), it.key(), it.to(), it.from()));
    }

    private void failed(DualWriteEvent.FollowerWriteFailed event) {
        if (faults.isFirst(name(event), event.fault().kind().name())) {
            follower.warn(
                    "{}: the follower did not take {} ({}: {}); callers are not affected, the reconciler tries again, and"
                            + " further failures are counted until it answers",
                    name(event),
                    event.key(),
                    event.fault().kind(),
                    event.fault().message());
        }
    }

    private void timedOut(DualWriteEvent.FollowerWriteTimedOut event) {
        if (faults.isFirst(name(event), "timed out")) {
            follower.warn(
                    "{}: the follower did not answer for {} within {}; callers are not affected, the reconciler tries again, and"
                            + " further failures are counted until it answers",
                    name(event),
                    event.key(),
                    event.deadline());
        }
    }

    private void dropped(DualWriteEvent.FollowerWriteDropped event) {
        if (faults.isFirst(name(event) + DROPS, event.reason().name())) {
            follower.warn(
                    "{}: {} was left to the reconciler ({}); callers are not affected, and further drops are counted until"
                            + " the follower keeps up",
                    name(event),
                    event.key(),
                    event.reason());
        }
    }

    private void replicated(DualWriteEvent.FollowerWriteCompleted event) {
        if (faults.areNone()) {
            return;
        }
        long failures = faults.end(name(event));
        if (failures > 0) {
            follower.info("{}: the follower answers again after {} failed writes", name(event), failures);
        }
        long drops = faults.endAfter(KEEPING_UP, name(event) + DROPS);
        if (drops > 0) {
            follower.info("{}: the follower keeps up again after {} dropped writes", name(event), drops);
        }
    }

    private void refused(DualWriteEvent.FollowerRejected event) {
        if (faults.isFirst(name(event) + "/refused/" + event.where())) {
            follower.warn(
                    "{}: the follower cannot store {} at {}: {}; the key stays pending and no gate opens until it is fixed;"
                            + " further rejections there are counted",
                    name(event),
                    event.key(),
                    event.where(),
                    event.reason());
        }
    }

    private void deadLettered(DualWriteEvent.DeadLettered event) {
        String line =
                "{}: {} at version {} is a dead letter after {} rejections: {}; it stays pending and is not tried again"
                        + " until it is overwritten or retried by command";
        Object[] facts = {name(event), event.key(), event.stamp().version(), event.tries(), event.reason()};
        if (faults.isFirst(name(event) + "/dead")) {
            follower.warn(line + "; further ones are listed by the command dead-letters", facts);
        } else {
            follower.debug(line, facts);
        }
    }

    private void notKept(DualWriteEvent.DeadLettersNotKept event) {
        if (faults.isFirst(name(event) + "/unkept", event.fault().kind().name())) {
            follower.warn(
                    "{}: the number of rejections cannot be stored or read ({}: {}); pending keys are retried all the same",
                    name(event),
                    event.fault().kind(),
                    event.fault().message());
        }
    }

    private void staleWrite(DualWriteEvent.StaleWriteFound event) {
        follower.error(
                "{}: {} was written at version {} into a store that does not lead in epoch {}; the report holds the"
                        + " content, and an operator has to decide which of the two writes is kept",
                name(event),
                event.key(),
                event.staleWrite().version(),
                event.epoch());
    }

    private void routeDivergences() {
        router.when(DualWriteEvent.DivergenceFound.class, it -> divergence(it.module(), it.divergence()));
        router.when(
                DualWriteEvent.DifferenceExplained.class,
                it -> divergence.debug(
                        "{}: a difference of kind {} is explained: {}", name(it), it.kind(), it.cause()));
        router.when(DualWriteEvent.SinkFailed.class, this::sinkFailed);
        router.when(DualWriteEvent.VerificationFinished.class, this::verified);
        router.when(
                DualWriteEvent.RepairFinished.class,
                it -> divergence.info("{}: repair of {}: {}", name(it), it.key(), it.result()));
    }

    private void divergence(String module, DivergenceEvent event) {
        if (event.scanEntries() == 1) {
            divergence.warn("{}.{}", module, event.describe());
        } else {
            divergence.debug("{}.{}", module, event.describe());
        }
    }

    private void sinkFailed(DualWriteEvent.SinkFailed event) {
        if (faults.isFirst(event.module() + "/sink/" + event.sink(), event.reason())) {
            divergence.warn(
                    "{}: {} divergence(s) are not in the sink {}: {}; they are counted and kept in memory all the same",
                    event.module(),
                    event.lost(),
                    event.sink(),
                    event.reason());
        }
    }

    private void verified(DualWriteEvent.VerificationFinished event) {
        String line = "{}: verification {}: {} compared, {} divergent, {} unsettled";
        Object[] numbers = {name(event), event.verdict(), event.compared(), event.divergent(), event.unsettled()};
        if (event.verdict().equals("PASS")) {
            divergence.info(line, numbers);
        } else {
            divergence.warn(line, numbers);
        }
    }

    private void routeCutover() {
        router.when(
                DualWriteEvent.StageChanged.class,
                it -> cutover.info(
                        "{}: {} -> {}",
                        it.module(),
                        it.from().configName(),
                        it.to().configName()));
        router.when(
                DualWriteEvent.StageRefused.class,
                it -> cutover.warn(
                        "{}: {} -> {} was refused: {}",
                        it.module(),
                        it.from().configName(),
                        it.to().configName(),
                        String.join("; ", it.reasons())));
        router.when(
                DualWriteEvent.Audited.class,
                it -> cutover.info(
                        "{}: audit record {}: {} {} by {}: {}",
                        it.module(),
                        it.record().number(),
                        it.record().action().kind(),
                        it.record().action().subject(),
                        it.record().action().by(),
                        it.record().action().outcome()));
        router.when(
                DualWriteEvent.NotAudited.class,
                it -> cutover.error(
                        "{}: {} {} by {} could not be recorded in the audit trail: {}",
                        it.module(),
                        it.action().kind(),
                        it.action().subject(),
                        it.action().by(),
                        it.reason()));
        router.when(
                DualWriteEvent.LeaderChangeStep.class,
                it -> cutover.info(
                        "{}: change of leader from {} to {}, epoch {}: {}",
                        it.module(),
                        it.from(),
                        it.to(),
                        it.epoch(),
                        it.step()));
        router.when(
                DualWriteEvent.FenceRestored.class,
                it -> cutover.warn(
                        "{}: the fence was at epoch {} and was restored to {}", it.module(), it.from(), it.to()));
        router.when(DualWriteEvent.FenceIsWeak.class, this::weak);
        routeOpening();
        routeControl();
        routeTombstones();
    }

    private void rolledBack(DualWriteEvent.RollbackEnded event) {
        if (event.refusals().isEmpty()) {
            cutover.error(
                    "{}: rolled back automatically from {} to {}: {}",
                    event.module(),
                    event.from().configName(),
                    event.reached().configName(),
                    event.reason());
        } else {
            cutover.error(
                    "{}: the policy orders a rollback from {} ({}), but the module stays in {}: {}",
                    event.module(),
                    event.from().configName(),
                    event.reason(),
                    event.reached().configName(),
                    String.join("; ", event.refusals()));
        }
    }

    private void routeOpening() {
        router.when(
                DualWriteEvent.ModuleNotOpen.class,
                it -> cutover.error(
                        "{}: is not open and answers no call, but is tried again by itself ({}): {}",
                        it.module(),
                        it.state().words(),
                        it.reason()));
        router.when(
                DualWriteEvent.ModuleOpened.class,
                it -> cutover.info(
                        "{}: is open after {} s", it.module(), it.waited().toSeconds()));
    }

    private void routeControl() {
        router.when(DualWriteEvent.RollbackEnded.class, this::rolledBack);
        router.when(
                DualWriteEvent.StoreNotAdmitted.class,
                it -> cutover.error(
                        "{}: {}; nothing is sent to the follower and the lead does not move until it is readmitted",
                        it.module(),
                        it.problem()));
        router.when(DualWriteEvent.AssignmentFollowed.class, this::followed);
        router.when(
                DualWriteEvent.StoresAdmitted.class,
                it -> cutover.info("{}: both stores are what they were introduced as again", it.module()));
        router.when(
                DualWriteEvent.StageDiffers.class,
                it -> cutover.warn(
                        "{}: serves in {}, as the record of the store that leads says, not in {} as configured; edit the"
                                + " file, or ask for the other stage",
                        it.module(),
                        it.recorded().configName(),
                        it.configured().configName()));
    }

    private void followed(DualWriteEvent.AssignmentFollowed event) {
        if (event.isConfigured()) {
            cutover.info(
                    "{}: tenants are assigned to cohorts as generation {} says, and as configured",
                    event.module(),
                    event.generation());
        } else {
            cutover.warn(
                    "{}: tenants are assigned to cohorts as generation {} says, which both stores keep, not as configured; edit"
                            + " the file, or make it so by persistence reassign",
                    event.module(),
                    event.generation());
        }
    }

    private void routeTombstones() {
        router.when(
                DualWriteEvent.EpochAdvanced.class,
                it -> cutover.info("{}: epoch {} began, {} still leads", it.module(), it.epoch(), it.leader()));
        router.when(
                DualWriteEvent.TombstoneRemovalProgress.class,
                it -> cutover.debug(
                        "{}: {} tombstones removed from {}, {} of {} examined",
                        name(it),
                        it.removed(),
                        it.side(),
                        it.seen(),
                        it.of()));
        router.when(
                DualWriteEvent.TombstonesRemoved.class,
                it -> cutover.info(
                        "{}: in epoch {}, {} tombstones were removed from the legacy store and {} from the target{}",
                        it.module(),
                        it.epoch(),
                        it.fromLegacy(),
                        it.fromTarget(),
                        it.more() ? "; there are more" : ""));
        router.when(
                DualWriteEvent.TombstonesKept.class,
                it -> cutover.warn("{}: tombstones were not removed: {}", it.module(), it.reason()));
    }

    private void weak(DualWriteEvent.FenceIsWeak event) {
        if (faults.isFirst(event.module() + "/weak-fence")) {
            cutover.warn(
                    "{}: the {} store cannot refuse writes of epochs before {}; stale-epoch writes are detected and reported, not rejected:"
                            + " grant collMod to make the fence strong",
                    event.module(),
                    event.side(),
                    event.epoch());
        }
    }

    private void routeBackfill() {
        router.when(DualWriteEvent.BackfillProgress.class, this::progress);
        router.when(DualWriteEvent.RecordRejected.class, this::recordRefused);
        router.when(
                DualWriteEvent.NotAnalyzed.class,
                it -> backfill.warn(
                        "{}: the tables are filled, but not all were analysed ({}); run ANALYZE on them as their owner, or wait"
                                + " for autovacuum",
                        name(it),
                        it.reason()));
    }

    private void recordRefused(DualWriteEvent.RecordRejected event) {
        if (faults.isFirst(name(event) + "/records-refused")) {
            backfill.warn(
                    "{}: {} was refused: {}; further rejections are in the report and counted at the end",
                    name(event),
                    event.id(),
                    event.reason());
        } else {
            backfill.debug("{}: {} was refused: {}", name(event), event.id(), event.reason());
        }
    }

    private void progress(DualWriteEvent.BackfillProgress event) {
        String line =
                "{}: backfill {}: {} of {} read, {} applied, {} same, {} stale, {} left, {} refused, {} records/s";
        Object[] numbers = {
            name(event),
            event.finished() ? "finished" : "goes on",
            event.counts().read(),
            event.total(),
            event.counts().applied(),
            event.counts().same(),
            event.counts().stale(),
            event.counts().left(),
            event.counts().refused(),
            Math.round(event.perSecond())
        };
        if (event.finished()) {
            faults.end(name(event) + "/records-refused");
            backfill.info(line, numbers);
        } else {
            backfill.debug(line, numbers);
        }
    }

    private static String name(OfEntity event) {
        return event.module() + "." + event.entity();
    }
}
