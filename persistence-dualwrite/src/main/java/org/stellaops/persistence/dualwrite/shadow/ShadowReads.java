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
import org.stellaops.persistence.dualwrite.divergence.DivergenceLog;
import org.stellaops.persistence.dualwrite.event.DualWriteListener;
import org.stellaops.persistence.dualwrite.settings.EntityPair;
import org.stellaops.persistence.dualwrite.supervision.Supervisor;
import org.stellaops.persistence.dualwrite.supervision.TaskEvents;
import org.stellaops.persistence.dualwrite.supervision.TaskHealth;
import org.stellaops.persistence.query.Query;

/**
 * The shadow reads of one module: a sample of its reads is compared with the follower, on its own threads. Every
 * difference is confirmed before it is reported (section 7 of {@code docs/spec/protocol.md}).
 *
 * <p><b>Threads.</b> Safe for concurrent use. <b>Blocking.</b> Methods called on the caller's thread never wait and
 * never throw. <b>Failure.</b> A comparison without a result is an event with its reason. Close it to end its threads.
 */
public final class ShadowReads implements ReadObserver, AutoCloseable {

    private final ShadowReadPolicy policy;
    private final DoubleSupplier chance;
    private final DivergenceLog log;
    private final DualWriteListener listener;
    private final Supervisor supervisor;
    private final ShadowWorkers workers;
    private final AtomicInteger era = new AtomicInteger();
    private volatile @Nullable Stage entered;

    /** Shadow reads of a module, sampled at random. */
    public ShadowReads(String module, ShadowReadPolicy policy, DivergenceLog log, DualWriteListener listener) {
        this(module, policy, log, listener, () -> ThreadLocalRandom.current().nextDouble());
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
        this.policy = policy;
        this.chance = chance;
        this.log = log;
        this.listener = listener.contained();
        this.supervisor = new Supervisor(module, InstantSource.system(), new TaskEvents(module, listener));
        this.workers = new ShadowWorkers(module, policy, supervisor);
    }

    @Override
    public void afterFind(EntityPair pair, Stage stage, RecordKey key, Optional<StoredRecord> answer) {
        int now = era.get();
        if (sampled(stage)) {
            workers.offer(new FindComparison(subject(pair, stage, now), key));
        }
    }

    @Override
    public void afterQuery(
            EntityPair pair, Stage stage, Optional<String> tenant, Query query, Page<StoredRecord> answer) {
        int now = era.get();
        if (sampled(stage)) {
            workers.offer(new QueryComparison(subject(pair, stage, now), tenant, query, answer));
        }
    }

    /**
     * The leader answered a call of a module's own repository.
     *
     * @param stage the stage in which it was asked
     */
    public void afterRepositoryCall(RepositoryCall call, Stage stage, @Nullable Object answer) {
        int now = era.get();
        if (sampled(stage)) {
            workers.offer(new RepositoryComparison(call, stage, () -> era.get() == now, answer, log, listener));
        }
    }

    @Override
    public void stageEntered(Stage stage) {
        entered = stage;
        era.incrementAndGet();
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

    private boolean sampled(Stage stage) {
        Stage now = entered;
        return stage.reads() == Reach.BOTH
                && (now == null || now == stage)
                && chance.getAsDouble() < policy.sampleRate();
    }

    private ShadowSubject subject(EntityPair pair, Stage stage, int begunIn) {
        return new ShadowSubject(pair, stage, () -> era.get() == begunIn, log, listener);
    }
}
