// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.benchmarks.results;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * Figures on their way to the report: one JSON object a line, at the end of the file that the system property {@code benchmarks.figures}
 * names; without it, nowhere.
 */
public final class Figures {

    private static final String PROPERTY = "benchmarks.figures";
    private static final ObjectMapper JSON = new ObjectMapper();

    private Figures() {}

    /** Records a figure that may be this large at most. */
    public static void atMost(String key, String name, double value, String unit, double bound) {
        record(key, name, value, unit, Figure.Asked.AT_MOST, bound);
    }

    /** Records a figure that must be this large at least. */
    public static void atLeast(String key, String name, double value, String unit, double bound) {
        record(key, name, value, unit, Figure.Asked.AT_LEAST, bound);
    }

    /** Records a figure of which nothing is asked. */
    public static void plain(String key, String name, double value, String unit) {
        record(key, name, value, unit, Figure.Asked.NOTHING, 0);
    }

    private static void record(String key, String name, double value, String unit, Figure.Asked asked, double bound) {
        String file = System.getProperty(PROPERTY);
        if (file == null) {
            return;
        }
        Figure figure = new Figure(
                key,
                name,
                value,
                unit,
                asked,
                bound,
                Instant.now().truncatedTo(ChronoUnit.SECONDS),
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
        try {
            Files.writeString(
                    Path.of(file),
                    JSON.writeValueAsString(toJson(figure)) + "\n",
                    StandardCharsets.UTF_8,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException("figures cannot be written to " + file, e);
        }
    }

    static ObjectNode toJson(Figure figure) {
        return JSON.createObjectNode()
                .put("key", figure.key())
                .put("name", figure.name())
                .put("value", figure.value())
                .put("unit", figure.unit())
                .put("asked", figure.asked().name())
                .put("bound", figure.bound())
                .put("holds", figure.holds())
                .put("measuredAt", figure.measuredAt().toString())
                .put("load", figure.load());
    }

    static Figure fromJson(JsonNode node) {
        return new Figure(
                node.required("key").asText(),
                node.required("name").asText(),
                node.required("value").asDouble(),
                node.required("unit").asText(),
                Figure.Asked.valueOf(node.required("asked").asText()),
                node.required("bound").asDouble(),
                Instant.parse(node.required("measuredAt").asText()),
                node.required("load").asDouble());
    }

    /** The figures of a file of lines, in their order; none if there is no such file. */
    static List<Figure> read(Path file) throws IOException {
        List<Figure> figures = new ArrayList<>();
        if (Files.exists(file)) {
            for (String line : Files.readAllLines(file)) {
                figures.add(fromJson(JSON.readTree(line)));
            }
        }
        return figures;
    }
}
