// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.scheduler;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.EntityStore;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.Revision;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.Versioned;
import org.stellaops.persistence.WriteOutcome;

/**
 * The jobs of one tenant as a queue: each is claimed by one worker at a time.
 *
 * <p>A claim is a conditional write of the store, which the leader decides and replicates, so that no database needs to execute
 * it twice and a change of leader loses none. Candidates are read without locks, many at once, and shared by the workers of this
 * process; of processes that want the same one, all but one take the next. A worker that does not finish a job within its lease
 * loses it to another.
 *
 * <p><b>Threads.</b> Safe for concurrent use, also by many processes. <b>Failure.</b> {@link
 * StoreException} from reads, and from a write that the store did not accept or whose outcome stays unknown. Calling again is
 * safe: a job that was claimed without anybody knowing can be claimed again when its lease has ended.
 */
public final class GraphJobQueue {

    /** Waits for a worker. */
    public static final int QUEUED = 0;

    /** Is claimed. */
    public static final int RUNNING = 1;

    /** Is done. */
    public static final int COMPLETED = 2;

    /** Could not be done. */
    public static final int FAILED = 3;

    /** Need not be done. */
    public static final int CANCELED = 4;

    /** Enough that workers rarely wait for a read, and few enough to be read at once. */
    private static final int CANDIDATES = 256;

    /** Candidates that were read longer ago are read again, so that a job whose lease has ended is not overlooked for long. */
    private static final Duration LONGEST_KEPT = Duration.ofSeconds(1);

    private final EntityStore<GraphJob> jobs;
    private final GraphJobRepository repository;
    private final String tenant;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final Queue<GraphJob> candidates = new ConcurrentLinkedQueue<>();
    private volatile Instant readAt = Instant.EPOCH;

    /**
     * The queue of a tenant.
     *
     * @param jobs the store of the tenant's jobs
     * @param repository the reads of the same module
     * @param tenant the tenant
     * @param clock for leases
     * @param random spreads processes over candidates
     */
    public GraphJobQueue(
            EntityStore<GraphJob> jobs,
            GraphJobRepository repository,
            String tenant,
            InstantSource clock,
            RandomGenerator random) {
        this.jobs = jobs;
        this.repository = repository;
        this.tenant = tenant;
        this.clock = clock;
        this.random = random;
    }

    /** Claims one of the oldest jobs for a worker; empty if there is none. */
    public Optional<Versioned<GraphJob>> claim(String worker, Duration lease) {
        while (true) {
            Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
            Optional<GraphJob> candidate = candidate(now);
            if (candidate.isEmpty()) {
                return Optional.empty();
            }
            Optional<Versioned<GraphJob>> claimed = claim(candidate.get(), worker, now, now.plus(lease));
            if (claimed.isPresent()) {
                return claimed;
            }
        }
    }

    private Optional<GraphJob> candidate(Instant now) {
        @Nullable GraphJob next = isFresh(now) ? candidates.poll() : null;
        return next == null ? readCandidates(now) : Optional.of(next);
    }

    /** One worker reads for all of them. */
    private synchronized Optional<GraphJob> readCandidates(Instant now) {
        @Nullable GraphJob next = isFresh(now) ? candidates.poll() : null;
        if (next != null) {
            return Optional.of(next);
        }
        List<GraphJob> read = new ArrayList<>(repository.claimable(tenant, now, CANDIDATES));
        Collections.shuffle(read, new Random(random.nextLong()));
        candidates.clear();
        candidates.addAll(read);
        readAt = now;
        return Optional.ofNullable(candidates.poll());
    }

    private boolean isFresh(Instant now) {
        return !now.isAfter(readAt.plus(LONGEST_KEPT));
    }

    /** Ends a claimed job; empty if the worker has lost it meanwhile. */
    public Optional<Versioned<GraphJob>> finish(Versioned<GraphJob> claimed, int status) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        return write(with(claimed.value(), status, claimed.value().attempt(), null, null, now), claimed.revision());
    }

    private Optional<Versioned<GraphJob>> claim(GraphJob candidate, String worker, Instant now, Instant until) {
        Optional<Versioned<GraphJob>> found = jobs.findVersioned(candidate.id().toString());
        if (found.isEmpty() || !isClaimable(found.get().value(), now)) {
            return Optional.empty();
        }
        GraphJob job = found.get().value();
        return write(
                with(job, RUNNING, job.attempt() + 1, worker, until, now),
                found.get().revision());
    }

    private static boolean isClaimable(GraphJob job, Instant now) {
        return job.status() == QUEUED
                || (job.status() == RUNNING
                        && job.leaseUntil() != null
                        && job.leaseUntil().isBefore(now));
    }

    private Optional<Versioned<GraphJob>> write(GraphJob job, Revision expected) {
        WriteOutcome outcome = jobs.put(job, Precondition.revision(expected));
        if (outcome instanceof WriteOutcome.Applied it) {
            return Optional.of(new Versioned<>(jobs.key(job.id().toString()), job, it.revision()));
        } else if (outcome instanceof WriteOutcome.Unknown it) {
            return Optional.of(readBack(job, it));
        } else if (outcome instanceof WriteOutcome.NotApplied it) {
            throw new StoreException(it.fault(), null);
        }
        return Optional.empty();
    }

    /** Whoever wrote the same worker, attempt and time has written this. */
    private Versioned<GraphJob> readBack(GraphJob job, WriteOutcome.Unknown outcome) {
        return jobs.findVersioned(job.id().toString())
                .filter(it -> it.value().equals(job))
                .orElseThrow(() -> new StoreException(outcome.fault(), null));
    }

    private static GraphJob with(
            GraphJob job, int status, int attempt, @Nullable String worker, @Nullable Instant until, Instant now) {
        return new GraphJob(
                job.id(),
                job.type(),
                status,
                job.payload(),
                job.correlationId(),
                attempt,
                worker,
                until,
                job.createdAt(),
                now);
    }
}
