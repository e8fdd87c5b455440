// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.status.internal.json;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import org.stellaops.persistence.status.internal.collect.History;
import org.stellaops.persistence.status.internal.collect.Sample;

/** The samples of one module as columns, which is how charts read them. */
public final class HistoryJson {

    private HistoryJson() {}

    /** The columns of a range. */
    public static String of(History history, History.Range range) {
        List<Sample> samples = history.samples(range);
        ObjectNode columns = JsonNodeFactory.instance.objectNode();
        columns.put("stepSeconds", range.step().toSeconds());
        ArrayNode at = columns.putArray("at");
        samples.forEach(it -> at.add(it.at().getEpochSecond()));
        divergences(columns.putObject("divergences"), samples);
        column(columns, "pending", samples, it -> it.pending().map(Long::doubleValue));
        column(columns, "oldestSeconds", samples, it -> Optional.of(it.oldest().toMillis() / 1000.0));
        column(
                columns,
                "readsP50",
                samples,
                it -> millis(it.reads().calls(), it.reads().median()));
        column(
                columns,
                "readsP99",
                samples,
                it -> millis(it.reads().calls(), it.reads().p99()));
        column(
                columns,
                "writesP50",
                samples,
                it -> millis(it.writes().calls(), it.writes().median()));
        column(
                columns,
                "writesP99",
                samples,
                it -> millis(it.writes().calls(), it.writes().p99()));
        column(columns, "reads", samples, it -> Optional.of((double) it.reads().calls()));
        column(
                columns,
                "writes",
                samples,
                it -> Optional.of((double) it.writes().calls()));
        column(columns, "legacyMillis", samples, it -> it.legacy().map(ModuleJson::millis));
        column(columns, "targetMillis", samples, it -> it.target().map(ModuleJson::millis));
        return columns.toString();
    }

    private static void divergences(ObjectNode columns, List<Sample> samples) {
        TreeSet<String> kinds = new TreeSet<>();
        samples.forEach(it -> kinds.addAll(it.divergences().keySet()));
        for (String kind : kinds) {
            ArrayNode column = columns.putArray(kind.replace('_', '-'));
            samples.forEach(it -> column.add(it.divergences().getOrDefault(kind, 0L)));
        }
    }

    /** Nothing where nothing was called: a latency of zero would be a lie. */
    private static Optional<Double> millis(long calls, Duration took) {
        return calls == 0 ? Optional.empty() : Optional.of(ModuleJson.millis(took));
    }

    private static void column(
            ObjectNode columns, String name, List<Sample> samples, Function<Sample, Optional<Double>> number) {
        ArrayNode column = columns.putArray(name);
        samples.forEach(it -> number.apply(it).ifPresentOrElse(column::add, column::addNull));
    }
}
