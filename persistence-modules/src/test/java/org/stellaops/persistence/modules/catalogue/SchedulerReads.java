// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.catalogue;

import static java.util.Comparator.comparing;
import static org.stellaops.persistence.modules.catalogue.RepositoryReads.isBy;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.stellaops.persistence.modules.scheduler.GraphJob;
import org.stellaops.persistence.modules.scheduler.GraphJobQueue;
import org.stellaops.persistence.modules.scheduler.GraphJobRepository;
import org.stellaops.persistence.modules.scheduler.MongoGraphJobRepository;
import org.stellaops.persistence.modules.scheduler.MongoPolicyJobRepository;
import org.stellaops.persistence.modules.scheduler.MongoRunRepository;
import org.stellaops.persistence.modules.scheduler.MongoScheduleRepository;
import org.stellaops.persistence.modules.scheduler.MongoWorkerRepository;
import org.stellaops.persistence.modules.scheduler.PolicyJob;
import org.stellaops.persistence.modules.scheduler.PolicyJobRepository;
import org.stellaops.persistence.modules.scheduler.PostgresGraphJobRepository;
import org.stellaops.persistence.modules.scheduler.PostgresPolicyJobRepository;
import org.stellaops.persistence.modules.scheduler.PostgresRunRepository;
import org.stellaops.persistence.modules.scheduler.PostgresScheduleRepository;
import org.stellaops.persistence.modules.scheduler.PostgresWorkerRepository;
import org.stellaops.persistence.modules.scheduler.Run;
import org.stellaops.persistence.modules.scheduler.RunRepository;
import org.stellaops.persistence.modules.scheduler.Schedule;
import org.stellaops.persistence.modules.scheduler.ScheduleRepository;
import org.stellaops.persistence.modules.scheduler.Worker;
import org.stellaops.persistence.modules.scheduler.WorkerRepository;

/** The reads of the repositories of module scheduler. */
final class SchedulerReads {

    private static final int MANY = 1_000;
    private static final Instant NOW = Instant.parse("2024-12-01T00:00:00Z");

    private SchedulerReads() {}

    static List<RepositoryRead<?, ?>> of() {
        return List.of(
                RepositoryRead.of(
                                "ScheduleRepository.due",
                                ScheduleRepository.class,
                                MongoScheduleRepository::new,
                                PostgresScheduleRepository::new,
                                Schedule.class)
                        .ask((repository, tenant, s) -> repository.due(tenant, NOW, MANY))
                        .expect((it, s) -> it.enabled() && it.deletedAt() == null && isBy(it.nextFireAt(), NOW))
                        .orderedBy(comparing(Schedule::nextFireAt)),
                RepositoryRead.of(
                                "GraphJobRepository.claimable",
                                GraphJobRepository.class,
                                MongoGraphJobRepository::new,
                                PostgresGraphJobRepository::new,
                                GraphJob.class)
                        .ask((repository, tenant, s) -> repository.claimable(tenant, NOW, MANY))
                        .expect((it, s) -> it.status() == GraphJobQueue.QUEUED
                                || (it.status() == GraphJobQueue.RUNNING
                                        && it.leaseUntil() != null
                                        && it.leaseUntil().isBefore(NOW)))
                        .orderedBy(comparing(GraphJob::createdAt)),
                RepositoryRead.of(
                                "PolicyJobRepository.claimable",
                                PolicyJobRepository.class,
                                MongoPolicyJobRepository::new,
                                PostgresPolicyJobRepository::new,
                                PolicyJob.class)
                        .ask((repository, tenant, s) -> repository.claimable(tenant, NOW, MANY))
                        .expect((it, s) -> (it.status() == PolicyJob.Status.PENDING && isBy(it.availableAt(), NOW))
                                || (it.status() == PolicyJob.Status.RUNNING
                                        && it.leaseUntil() != null
                                        && it.leaseUntil().isBefore(NOW)))
                        .orderedBy(comparing(PolicyJob::priority).thenComparing(PolicyJob::availableAt)),
                RepositoryRead.of(
                                "RunRepository.unfinished",
                                RunRepository.class,
                                MongoRunRepository::new,
                                PostgresRunRepository::new,
                                Run.class)
                        .ask((repository, tenant, s) -> repository.unfinished(tenant, MANY))
                        .expect((it, s) -> Set.of(Run.State.PLANNING, Run.State.QUEUED, Run.State.RUNNING)
                                        .contains(it.state())
                                && it.deletedAt() == null)
                        .orderedBy(comparing(Run::createdAt)),
                RepositoryRead.of(
                                "WorkerRepository.silentSince",
                                WorkerRepository.class,
                                MongoWorkerRepository::new,
                                PostgresWorkerRepository::new,
                                Worker.class)
                        .ask((repository, tenant, s) -> repository.silentSince(NOW, MANY))
                        .expect((it, s) -> it.status() != Worker.Status.STOPPED
                                && it.lastHeartbeatAt().isBefore(NOW))
                        .orderedBy(comparing(Worker::lastHeartbeatAt)));
    }
}
