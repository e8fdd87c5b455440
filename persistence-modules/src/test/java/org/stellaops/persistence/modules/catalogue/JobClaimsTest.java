// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.stellaops.persistence.EntityStore;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.Versioned;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.modules.scheduler.GraphJob;
import org.stellaops.persistence.modules.scheduler.GraphJobQueue;
import org.stellaops.persistence.modules.scheduler.GraphJobRepository;
import org.stellaops.persistence.modules.scheduler.MongoGraphJobRepository;
import org.stellaops.persistence.modules.scheduler.PostgresGraphJobRepository;
import org.stellaops.persistence.modules.scheduler.SchedulerModule;
import org.stellaops.persistence.testkit.engine.MongoEngine;
import org.stellaops.persistence.testkit.engine.MongoExtension;
import org.stellaops.persistence.testkit.engine.PostgresDatabase;
import org.stellaops.persistence.testkit.engine.PostgresEngine;
import org.stellaops.persistence.testkit.engine.PostgresExtension;

/** Eight workers claim jobs: none is claimed twice, none is lost. The system property {@code claims.jobs} says how many. */
@ExtendWith({MongoExtension.class, PostgresExtension.class})
class JobClaimsTest {

    private static final int JOBS = Integer.getInteger("claims.jobs", 300);
    private static final int WORKERS = 8;
    private static final Duration LEASE = Duration.ofHours(1);
    private static final String TENANT = "acme";

    @ParameterizedTest
    @EnumSource(names = {"DUAL_WRITE", "TARGET_LED"})
    void eachJobIsClaimedOnceAndDone(Stage stage, MongoEngine mongo, PostgresEngine postgres) throws Exception {
        PostgresDatabase database = postgres.createDatabase("claims");
        try (OpenModule opened = OpenModule.at(stage, SchedulerModule.descriptor(), mongo.createDatabase(), database)) {
            EntityStore<GraphJob> jobs =
                    opened.persistence().tenantStore(GraphJob.class).forTenant(TENANT);
            List<UUID> ids = parallel(share -> enqueue(jobs, share));

            GraphJobQueue queue = new GraphJobQueue(
                    jobs,
                    opened.module()
                            .repository(
                                    GraphJobRepository.class,
                                    MongoGraphJobRepository::new,
                                    PostgresGraphJobRepository::new),
                    TENANT,
                    InstantSource.system(),
                    new Random(1));
            List<UUID> claimed = parallel(worker -> work(queue, "worker-" + worker));

            assertThat(claimed).hasSize(JOBS);
            assertThat(new HashSet<>(claimed)).isEqualTo(new HashSet<>(ids));
            for (UUID id : ids) {
                assertThat(jobs.find(id.toString()))
                        .hasValueSatisfying(it -> assertThat(it.status()).isEqualTo(GraphJobQueue.COMPLETED))
                        .hasValueSatisfying(it -> assertThat(it.attempt()).isEqualTo(1));
            }
            System.out.println("claims: " + stage + " " + WORKERS + " workers, " + JOBS + " jobs, "
                    + (claimed.size() - new HashSet<>(claimed).size()) + " twice, " + (JOBS - claimed.size())
                    + " lost");
        }
        postgres.dropDatabase(database);
    }

    private static List<UUID> enqueue(EntityStore<GraphJob> jobs, int share) {
        List<UUID> ids = new ArrayList<>();
        for (int i = share; i < JOBS; i += WORKERS) {
            Instant created = Instant.ofEpochMilli(1_700_000_000_000L + i);
            GraphJob job = new GraphJob(
                    UUID.randomUUID(),
                    i % 2,
                    GraphJobQueue.QUEUED,
                    JsonNodeFactory.instance.objectNode().put("number", i),
                    null,
                    0,
                    null,
                    null,
                    created,
                    created);
            enqueue(jobs, job);
            ids.add(job.id());
        }
        return ids;
    }

    /** Until it is there: the stores of a busy machine do not always answer in time. */
    private static void enqueue(EntityStore<GraphJob> jobs, GraphJob job) {
        while (!jobs.put(job, Precondition.absent()).isApplied()
                && !answered(() -> jobs.find(job.id()).isPresent())) {
            Thread.onSpinWait();
        }
    }

    private static List<UUID> work(GraphJobQueue queue, String worker) {
        List<UUID> claimed = new ArrayList<>();
        while (true) {
            Optional<Versioned<GraphJob>> job = answer(() -> queue.claim(worker, LEASE));
            if (job.isEmpty()) {
                return claimed;
            }
            claimed.add(job.get().value().id());
            // Empty after a lost answer to an earlier try; the test reads all jobs in the end.
            Optional<Versioned<GraphJob>> unused = answer(() -> queue.finish(job.get(), GraphJobQueue.COMPLETED));
        }
    }

    private static boolean answered(Supplier<Boolean> call) {
        try {
            return call.get();
        } catch (StoreException e) {
            return false;
        }
    }

    private static <T> T answer(Supplier<T> call) {
        while (true) {
            try {
                return call.get();
            } catch (StoreException e) {
                Thread.onSpinWait();
            }
        }
    }

    private interface Share {
        List<UUID> of(int number);
    }

    private static List<UUID> parallel(Share share) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(WORKERS);
        try {
            List<Future<List<UUID>>> parts = new ArrayList<>();
            for (int i = 0; i < WORKERS; i++) {
                int number = i;
                parts.add(threads.submit(() -> share.of(number)));
            }
            List<UUID> all = new ArrayList<>();
            for (Future<List<UUID>> part : parts) {
                all.addAll(part.get());
            }
            return all;
        } finally {
            threads.shutdownNow();
        }
    }
}
