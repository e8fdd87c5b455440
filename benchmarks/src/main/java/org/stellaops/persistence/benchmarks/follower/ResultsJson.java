// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.benchmarks.follower;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/** Results for comparison with later ones. Names engines and sizes, and nothing else of the machine. */
final class ResultsJson {

    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    private static final int[] PERCENTILES = {50, 90, 99};

    private ResultsJson() {}

    static void write(Results results, Path file) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        if (directory != null) {
            Files.createDirectories(directory);
        }
        Files.writeString(file, JSON.writeValueAsString(of(results)) + "\n");
    }

    static ObjectNode of(Results results) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.put("benchmark", "follower-fault");
        root.put("measuredAt", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        root.put("java", System.getProperty("java.vm.name") + " " + Runtime.version());
        root.put("processors", Runtime.getRuntime().availableProcessors());
        root.put("rotations", results.options().rotations());
        root.put("blockMillis", results.options().block().toMillis());
        root.put("writesPerSecond", results.options().rate());
        root.put("callers", results.options().callers());
        root.put("holds", results.holds());
        root.put("worstRatio", rounded(results.worstRatio()));
        root.put("bound", Results.LARGEST_RATIO);
        root.put("failed", results.failed());
        ObjectNode leaders = root.putObject("leaders");
        results.byLeader().forEach((side, measured) -> {
            ObjectNode leader = leaders.putObject(side.name().toLowerCase(Locale.ROOT));
            leader.put("leader", results.engines().get(side));
            leader.put("follower", results.engines().get(side.other()));
            leader.put("noise", rounded(measured.noise()));
            for (Situation situation : Situation.values()) {
                leader.set(situation.name().toLowerCase(Locale.ROOT), block(situation, measured));
            }
        });
        return root;
    }

    private static ObjectNode block(Situation situation, Measurements measured) {
        Block all = measured.all(situation);
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("calls", all.calls());
        node.put("failed", all.failed());
        node.put("typicalP99Micros", Math.round(all.typicalP99() / 1000));
        node.put("ratioOfTypicalP99", rounded(measured.pairedRatio(situation)));
        node.putArray("ratioOfTypicalP99Interval95")
                .add(rounded(measured.pairedInterval(situation).low()))
                .add(rounded(measured.pairedInterval(situation).high()));
        node.put("ratioOfP99Pooled", rounded(measured.pooledRatio(situation)));
        node.set("microsSinceDue", percentiles(all.sinceDue()));
        node.set("microsSinceCall", percentiles(all.sinceCall()));
        return node;
    }

    private static ObjectNode percentiles(Histogram histogram) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        for (int percentile : PERCENTILES) {
            node.put("p" + percentile, histogram.getValueAtPercentile(percentile) / 1000);
        }
        return node.put("max", histogram.getMaxValue() / 1000);
    }

    private static double rounded(double ratio) {
        return Math.round(ratio * 1000) / 1000.0;
    }
}
