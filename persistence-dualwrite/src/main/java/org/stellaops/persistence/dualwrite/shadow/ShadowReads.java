// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.shadow;

import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.Page;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.StoredRecord;
import org.stellaops.persistence.cutover.Reach;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.coverage.CoverageReport;
import org.stellaops.persistence.dualwrite.coverage.ReadCoverage;
import org.stellaops.persistence.dualwrite.divergence.Divergence.CountDiffers;
import org.stellaops.persistence.dualwrite.divergence.DivergenceLog;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent.ReadKind;
import org.stellaops.persistence.dualwrite.event.DualWriteListener;
import org.stellaops.persistence.dualwrite.settings.EntityPair;
import org.stellaops.persistence.dualwrite.supervision.Supervisor;
import org.stellaops.persistence.dualwrite.supervision.TaskEvents;
import org.stellaops.persistence.dualwrite.supervision.TaskHealth;
import org.stellaops.persistence.query.Condition;
import org.stellaops.persistence.query.Query;

/**
 * The shadow reads of one module: a sample of its reads is compared with the follower, on its own threads. What is compared is what the
 * caller got. Every difference is confirmed before it is reported (section 7 of {@code docs/spec/protocol.md}).
 *
 * <p><b>Threads.</b> Safe for concurrent use. <b>Blocking.</b> Methods called on the caller's thread never wait and
 * never throw; they hand over references to what the caller got, which is immutable. <b>Failure.</b> A comparison without a result is an
 * event with its reason. Close it to end its threads.
 */
public final class ShadowReads implements ReadObserver, AutoCloseable {

    private final DoubleSupplier chance;
    private final ComparisonReports.Recipients recipients;
    private final Supervisor supervisor;
    private final ShadowWorkers workers;
    private final ReadCoverage coverage;
    private final ReadContext context;
    private final AtomicInteger era = new AtomicInteger();
    private volatile ShadowReadPolicy policy;
    private volatile @Nullable Stage entered;

    /** Shadow reads of a module, sampled at random. */
    public ShadowReads(String module, ShadowReadPolicy policy, DivergenceLog log, DualWriteListener listener) {
        this(module, policy, log, listener, () -> ThreadLocalRandom.current().nextDouble());
    }

    /** As {@link #ShadowReads(String, ShadowReadPolicy, DivergenceLog, DualWriteListener)}, with this context of callers. */
    public ShadowReads(
            String module,
            ShadowReadPolicy policy,
            DivergenceLog log,
            DualWriteListener listener,
            ReadContext context) {
        this(module, policy, log, listener, () -> ThreadLocalRandom.current().nextDouble(), context);
    }

    /**
     * Shadow reads of a module.
     *
     * @param log where divergences are recorded
     * @param chance random numbers in [0.0, 1.0), called from any thread; a read is sampled if its number is below the
     *     rate
     */
    public ShadowReads(
            String module,
            ShadowReadPolicy policy,
            DivergenceLog log,
            DualWriteListener listener,
            DoubleSupplier chance) {
        this(module, policy, log, listener, chance, ReadContext.none());
    }

    private ShadowReads(
            String module,
            ShadowReadPolicy policy,
            DivergenceLog log,
            DualWriteListener listener,
            DoubleSupplier chance,
            ReadContext context) {
        this.policy = policy;
        this.chance = chance;
        this.context = context;
        this.recipients = new ComparisonReports.Recipients(log, listener.contained());
        this.coverage = new ReadCoverage(InstantSource.system());
        this.supervisor = new Supervisor(module, InstantSource.system(), new TaskEvents(module, listener));
        this.workers = new ShadowWorkers(module, policy, supervisor);
    }

    @Override
    public void afterFind(EntityPair pair, Stage stage, RecordKey key, Optional<StoredRecord> answer) {
        int now = era.get();
        ReadCoverage.CountedRead shape = coverage.read(pair.type().name(), ReadKind.FIND);
        if (compares(stage) && Sampling.ofKey(policy, key, chance)) {
            offer(FindComparison.of(subject(pair, stage, now, shape), key, answer, depth()));
        }
    }

    @Override
    public void afterExists(EntityPair pair, Stage stage, RecordKey key) {
        int now = era.get();
        ReadCoverage.CountedRead shape = coverage.read(pair.type().name(), ReadKind.FIND);
        if (compares(stage) && Sampling.ofKey(policy, key, chance)) {
            offer(FindComparison.ofState(subject(pair, stage, now, shape), key));
        }
    }

    @Override
    public void afterFindAll(EntityPair pair, Stage stage, List<RecordKey> keys, Page<StoredRecord> answer) {
        int now = era.get();
        ReadCoverage.CountedRead shape = coverage.read(pair.type().name(), ReadKind.FIND_ALL);
        Optional<String> tenant =
                keys.isEmpty() ? Optional.empty() : keys.get(0).tenant();
        if (compares(stage) && Sampling.ofTenant(policy, tenant, chance)) {
            PageQuestion question = new PageQuestion.OfKeys(keys);
            offer(new QueryComparison(subject(pair, stage, now, shape), question, answer));
        }
    }

    @Override
    public void afterQuery(
            EntityPair pair, Stage stage, Optional<String> tenant, Query query, Page<StoredRecord> answer) {
        int now = era.get();
        ReadCoverage.CountedRead shape = coverage.queried(pair.type().name(), query);
        if (compares(stage) && Sampling.ofTenant(policy, tenant, chance)) {
            PageQuestion question = new PageQuestion.OfQuery(tenant, query);
            offer(new QueryComparison(subject(pair, stage, now, shape), question, answer));
        }
    }

    @Override
    public void afterCount(
            EntityPair pair, Stage stage, Optional<String> tenant, Condition where, long atMost, long answer) {
        int now = era.get();
        ReadCoverage.CountedRead shape = coverage.counted(pair.type().name(), where);
        if (compares(stage) && Sampling.ofTenant(policy, tenant, chance)) {
            RepositoryComparison.Asked asked = new RepositoryComparison.Asked(
                    ReadKind.COUNT,
                    QuestionKeys.of(tenant, "count", where),
                    List.of(pair),
                    side -> ShadowSubject.at(pair, side).count(tenant, where, atMost),
                    (legacy, target) -> new CountDiffers(number(legacy), number(target)));
            offer(new RepositoryComparison(
                    asked, reports(pair.type().module(), pair.type().name(), stage, now, shape), answer));
        }
    }

    @Override
    public void afterFailure(EntityPair pair, Stage stage, FailedRead read) {
        int now = era.get();
        ReadCoverage.CountedRead shape = coverage.read(pair.type().name(), read.kind());
        if (compares(stage)
                && FollowerFailure.isLasting(read.failure())
                && Sampling.ofTenant(policy, read.tenant(), chance)) {
            ShadowSubject subject = subject(pair, stage, now, shape);
            offer(
                    read.key().isPresent()
                            ? FindComparison.ofState(subject, read.key().get())
                            : new FailureComparison(subject, read));
        }
    }

    /**
     * The leader answered a call of a module's own repository.
     *
     * @param stage the stage in which it was asked
     */
    public void afterRepositoryCall(RepositoryCall call, Stage stage, @Nullable Object answer) {
        int now = era.get();
        ReadCoverage.CountedRead shape = coverage.asked(call.repository(), call.method());
        if (compares(stage) && Sampling.ofTenant(policy, call.key().tenant(), chance)) {
            offer(RepositoryComparison.of(call, reports(call.module(), call.repository(), stage, now, shape), answer));
        }
    }

    @Override
    public void stageEntered(Stage stage) {
        entered = stage;
        era.incrementAndGet();
    }

    /** The policy by which reads are sampled now. */
    public ShadowReadPolicy policy() {
        return policy;
    }

    /** Another policy from now on. Comparisons that are under way end as they began. */
    public void use(ShadowReadPolicy next) {
        workers.use(next);
        policy = next;
    }

    /** Which kinds of reads this process made in stages that compare, and how many of each were compared. */
    public CoverageReport coverage() {
        return coverage.report();
    }

    /** How the threads are that compare. */
    public List<TaskHealth> health() {
        return supervisor.health();
    }

    /** Whether no comparison is under way. */
    public boolean isIdle() {
        return workers.isIdle();
    }

    /** Abandons running comparisons and ends the threads. Closing twice is harmless. */
    @Override
    public void close() {
        workers.close();
    }

    private void offer(ReadComparison comparison) {
        workers.offer(InContext.of(context.capture(), comparison));
    }

    private boolean compares(Stage stage) {
        Stage now = entered;
        return stage.reads() == Reach.BOTH && (now == null || now == stage);
    }

    private FindComparison.Depth depth() {
        double share = policy.secondReads();
        return share > 0 && ThreadLocalRandom.current().nextDouble() < share
                ? FindComparison.Depth.STATE
                : FindComparison.Depth.CONTENT;
    }

    private ShadowSubject subject(EntityPair pair, Stage stage, int begunIn, ReadCoverage.CountedRead shape) {
        return new ShadowSubject(pair, reports(pair.type().module(), pair.type().name(), stage, begunIn, shape));
    }

    private ComparisonReports reports(
            String module, String entity, Stage stage, int begunIn, ReadCoverage.CountedRead shape) {
        return new ComparisonReports(module, entity, stage, () -> era.get() == begunIn, shape, recipients);
    }

    private static long number(@Nullable Object count) {
        return count instanceof Long it ? it : -1;
    }
}
