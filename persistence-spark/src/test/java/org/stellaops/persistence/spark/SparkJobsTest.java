// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.spark;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.stellaops.persistence.dualwrite.backfill.Backfill;
import org.stellaops.persistence.dualwrite.backfill.BackfillRun;
import org.stellaops.persistence.dualwrite.backfill.BackfillSettings;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent.BackfillProgress;
import org.stellaops.persistence.dualwrite.event.DualWriteListener;
import org.stellaops.persistence.runtime.Inspection;
import org.stellaops.persistence.runtime.Persistence;
import org.stellaops.persistence.spark.sample.Sample;
import org.stellaops.persistence.testkit.engine.MongoEngine;
import org.stellaops.persistence.testkit.engine.MongoExtension;
import org.stellaops.persistence.testkit.engine.PostgresEngine;
import org.stellaops.persistence.testkit.engine.PostgresExtension;

/**
 * Jobs on a standalone master and two workers, processes of their own to which the jar of the job is submitted, over real databases. What
 * a process began without Spark is finished on it, although one worker is killed in the middle.
 */
@ExtendWith({MongoExtension.class, PostgresExtension.class})
class SparkJobsTest {

    private static final long DOCUMENTS = 4_000;
    private static final int PARTS = 12;
    private static final int MEGABYTES = 512;
    private static final int WORKER = 1_024;

    @TempDir
    private Path directory;

    private SampleStores stores;
    private StandaloneCluster cluster;
    private Path service;

    @BeforeEach
    void start(MongoEngine mongo, PostgresEngine postgres) {
        stores = new SampleStores(directory, mongo, postgres);
        service = ServiceJar.write(directory);
        cluster = new StandaloneCluster(directory);
        cluster.addWorker(WORKER);
        cluster.addWorker(WORKER);
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    @Test
    void aRunThatWasBegunWithoutSparkIsFinishedOnItAlthoughAWorkerIsKilled() throws Exception {
        stores.load(DOCUMENTS);
        BackfillRun begun = beginWithoutSpark();

        StandaloneCluster.Submitted job = submit(
                "backfill",
                "--slots",
                "2",
                "--lease",
                "2",
                "--patience",
                "60",
                "--batch",
                "50",
                "--records-per-second",
                "300");
        awaitRead(DOCUMENTS / 2);
        cluster.killWorker(0);
        JsonNode run = json(job.end().last(0));

        assertThat(run.get("state").asText()).isEqualTo("FINISHED");
        assertThat(run.get("read").asLong()).isEqualTo(DOCUMENTS);
        assertThat(run.get("applied").asLong() + run.get("same").asLong()).isEqualTo(DOCUMENTS);
        try (Inspection module = stores.inspect()) {
            assertThat(module.module(Sample.MODULE).backfill(Sample.TYPE))
                    .hasValueSatisfying(it -> assertThat(it.began()).isEqualTo(begun.began()));
        }
        assertThat(stores.number("count(*)", "things")).isEqualTo(DOCUMENTS);
        assertThat(stores.number("count(*)", "things_aliases")).isEqualTo(DOCUMENTS);
        assertThat(stores.number("count(*)", "sync_state")).isEqualTo(DOCUMENTS);

        verifies();
        findsWhatDiffers();
    }

    private void verifies() throws Exception {
        JsonNode report = json(submit("verify", "--slots", "2", "--parts", "5", "--lease", "2", "--keep")
                .end()
                .last(0));

        assertThat(report.get("verdict").asText()).isEqualTo("PASS");
        assertThat(report.get("equal").asLong()).isEqualTo(DOCUMENTS);
        try (Persistence module = stores.open(DualWriteListener.none())) {
            var entries = module.module(Sample.MODULE).target().entries();
            assertThat(entries.list("slot/"))
                    .as("that of the killed executor, if nobody needed it since")
                    .hasSizeLessThanOrEqualTo(1);
            assertThat(entries.list("backfill/")).isEmpty();
            assertThat(module.module(Sample.MODULE).auditTrail())
                    .anyMatch(it -> it.toString().contains("VERIFIED"))
                    .anyMatch(it -> it.toString().contains("BACKFILLED"));
        }
    }

    private void findsWhatDiffers() throws Exception {
        assertThat(stores.change("UPDATE things SET quantity = -1 WHERE id = '"
                        + Sample.key(DOCUMENTS - 1).id() + "'"))
                .isEqualTo(1);
        StandaloneCluster.Ended ended =
                submit("verify", "--slots", "2", "--parts", "3").end();
        JsonNode report = json(ended.last(1));
        JsonNode finding = json(ended.lines().get(ended.lines().size() - 2));

        assertThat(report.get("verdict").asText()).isEqualTo("FAIL");
        assertThat(report.get("equal").asLong()).isEqualTo(DOCUMENTS - 1);
        assertThat(finding.get("id").asText())
                .isEqualTo(Sample.key(DOCUMENTS - 1).id());
        assertThat(finding.get("description").asText()).contains("quantity");
    }

    /** As the command line does, until it is stopped. */
    private BackfillRun beginWithoutSpark() {
        AtomicReference<Backfill> backfill = new AtomicReference<>();
        DualWriteListener stopping = event -> {
            if (event instanceof BackfillProgress it && it.counts().read() >= DOCUMENTS / 20) {
                backfill.get().cancel();
            }
        };
        try (Persistence persistence = stores.open(stopping)) {
            var module = persistence.module(Sample.MODULE);
            backfill.set(module.dualWrite()
                    .backfill(
                            Sample.TYPE,
                            module.target().checkpoints(),
                            BackfillSettings.defaults().withParts(PARTS).withBatch(50)));
            BackfillRun run = backfill.get().run();
            assertThat(run.isFinished()).isFalse();
            assertThat(run.parts()).isEqualTo(PARTS);
            return run;
        }
    }

    private void awaitRead(long documents) {
        try (Inspection module = stores.inspect()) {
            Awaitility.await()
                    .atMost(Duration.ofMinutes(10))
                    .pollInterval(Duration.ofMillis(200))
                    .until(() -> module.module(Sample.MODULE)
                                    .backfill(Sample.TYPE)
                                    .orElseThrow()
                                    .counts()
                                    .read()
                            >= documents);
        }
    }

    private StandaloneCluster.Submitted submit(String command, String... options) {
        List<String> arguments = new ArrayList<>(
                List.of(command, "--config", stores.config().toString(), "--module", Sample.MODULE, "--json"));
        arguments.addAll(List.of(options));
        return cluster.submit(command, service, MEGABYTES, stores.environment(), arguments);
    }

    private static JsonNode json(String line) throws Exception {
        return new ObjectMapper().readTree(line);
    }
}
