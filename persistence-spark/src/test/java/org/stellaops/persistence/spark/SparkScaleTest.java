// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.spark;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.stellaops.persistence.runtime.Inspection;
import org.stellaops.persistence.spark.sample.GeneratedOpener;
import org.stellaops.persistence.spark.sample.OneProcess;
import org.stellaops.persistence.spark.sample.Sample;
import org.stellaops.persistence.testkit.engine.MongoEngine;
import org.stellaops.persistence.testkit.engine.MongoOptions;
import org.stellaops.persistence.testkit.engine.PostgresEngine;
import org.stellaops.persistence.testkit.engine.PostgresOptions;

/**
 * Many made-up documents on two workers, one of which is killed in the middle of the backfill, and what a document costs beside one process
 * without Spark, each as a whole command from its start to its end. The property {@code spark.documents} says how many.
 */
@EnabledIfSystemProperty(named = "spark.documents", matches = "\\d+")
class SparkScaleTest {

    private static final long DOCUMENTS = Long.getLong("spark.documents", 0);
    private static final int MEGABYTES = 1_024;
    private static final int WORKER = 1_536;
    private static final int SLOTS = 2;

    @TempDir
    private Path directory;

    @Test
    void manyDocumentsAreCopiedOnceAndVerifiedAlthoughAWorkerIsKilled() throws Exception {
        try (PostgresEngine postgres =
                        PostgresEngine.startEmbedded(PostgresOptions.defaults().with("max_wal_size", "8GB"));
                MongoEngine mongo = MongoEngine.startEmbedded(MongoOptions.defaults())) {
            SampleStores onSpark = new SampleStores(directory, mongo, postgres);
            SampleStores inOneProcess = new SampleStores(directory, mongo, postgres);
            double commandLineBackfill = oneProcess("backfill", inOneProcess);
            double commandLineVerify = oneProcess("verify", inOneProcess);
            try (StandaloneCluster cluster = new StandaloneCluster(directory)) {
                cluster.addWorker(WORKER);
                cluster.addWorker(WORKER);
                figures(new OnCluster(cluster, onSpark).run(), commandLineBackfill, commandLineVerify, onSpark);
            }
        }
    }

    /** What the jobs answered, and how long each took for a document, in microseconds. */
    private record Figures(
            JsonNode backfill, JsonNode verify, double backfillMicros, double verifyMicros, long connections) {}

    private static void figures(
            Figures found, double commandLineBackfill, double commandLineVerify, SampleStores stores) {
        JsonNode backfill = found.backfill();
        JsonNode verify = found.verify();
        long rows = stores.number("count(*)", "things");
        long distinct = stores.number("count(DISTINCT id)", "things");
        long children = stores.number("count(*)", "things_aliases");
        System.out.printf(
                Locale.ROOT,
                "spark: documents=%d killed=1 read=%d applied=%d same=%d rows=%d child_rows=%d connections=%d"
                        + " backfill=%.1fus (command line %.1fus) verify=%.1fus (command line %.1fus) equal=%d verdict=%s%n",
                DOCUMENTS,
                backfill.get("read").asLong(),
                backfill.get("applied").asLong(),
                backfill.get("same").asLong(),
                rows,
                children,
                found.connections(),
                found.backfillMicros(),
                commandLineBackfill,
                found.verifyMicros(),
                commandLineVerify,
                verify.get("equal").asLong(),
                verify.get("verdict").asText());
        assertThat(List.of(
                        rows,
                        distinct,
                        children,
                        backfill.get("read").asLong(),
                        verify.get("equal").asLong()))
                .containsOnly(DOCUMENTS);
        assertThat(backfill.get("applied").asLong() + backfill.get("same").asLong())
                .isEqualTo(DOCUMENTS);
        assertThat(verify.get("verdict").asText()).isEqualTo("PASS");
    }

    /** The jobs on two workers, of which one is killed and another one takes its place. */
    private final class OnCluster {

        private final StandaloneCluster cluster;
        private final SampleStores stores;
        private final AtomicLong connections = new AtomicLong();

        OnCluster(StandaloneCluster cluster, SampleStores stores) {
            this.cluster = cluster;
            this.stores = stores;
        }

        Figures run() throws Exception {
            long began = System.nanoTime();
            StandaloneCluster.Submitted job = submit("backfill");
            awaitRead(DOCUMENTS / 3);
            cluster.killWorker(0);
            JsonNode backfill = json(job.end().last(0));
            double backfillMicros = micros(began);
            cluster.addWorker(WORKER);
            began = System.nanoTime();
            JsonNode verify = json(submit("verify").end().last(0));
            return new Figures(backfill, verify, backfillMicros, micros(began), connections.get());
        }

        private StandaloneCluster.Submitted submit(String command) throws IOException {
            return cluster.submit(
                    command,
                    ServiceJar.writeGenerated(directory),
                    MEGABYTES,
                    environment(stores),
                    List.of(
                            command,
                            "--config",
                            stores.config().toString(),
                            "--json",
                            "--slots",
                            Integer.toString(SLOTS),
                            "--parts",
                            "32",
                            "--lease",
                            "10"));
        }

        private void awaitRead(long documents) {
            try (Inspection module = stores.inspect()) {
                Awaitility.await()
                        .atMost(Duration.ofHours(1))
                        .pollInterval(Duration.ofMillis(500))
                        .until(() -> {
                            connections.accumulateAndGet(stores.connections(), Math::max);
                            return module.module(Sample.MODULE)
                                            .backfill(Sample.TYPE)
                                            .map(it -> it.counts().read())
                                            .orElse(0L)
                                    >= documents;
                        });
            }
        }
    }

    private static String readString(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return "nothing that can be read";
        }
    }

    private double oneProcess(String command, SampleStores stores) throws IOException, InterruptedException {
        long began = System.nanoTime();
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + MEGABYTES + "m",
                "-cp",
                StandaloneCluster.classPath(StandaloneCluster.job(), ServiceJar.writeGenerated(directory)),
                OneProcess.class.getName(),
                command,
                stores.config().toString()));
        Path said = directory.resolve("one-" + command + ".out");
        ProcessBuilder builder =
                new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(said.toFile());
        builder.environment().putAll(environment(stores));
        int exit = builder.start().waitFor();
        assertThat(exit)
                .as(() -> command + " in one process, which said: " + readString(said))
                .isZero();
        return micros(began);
    }

    private static Map<String, String> environment(SampleStores stores) {
        Map<String, String> environment = new TreeMap<>(stores.environment());
        environment.put(GeneratedOpener.DOCUMENTS, Long.toString(DOCUMENTS));
        return environment;
    }

    private static double micros(long began) {
        return (System.nanoTime() - began) / 1e3 / DOCUMENTS;
    }

    private static JsonNode json(String line) throws IOException {
        return new ObjectMapper().readTree(line);
    }
}
