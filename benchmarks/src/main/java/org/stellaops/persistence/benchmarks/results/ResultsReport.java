// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.benchmarks.results;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Makes {@code results.json}, {@code RESULTS.md} and a plot for each benchmark of what benchmarks recorded ({@link Figures}). A benchmark
 * that was run again takes the place of its former run; the others stay, each with the time when it was measured. Arguments: the file of
 * figures, the directory.
 */
public final class ResultsReport {

    private static final String JSON_FILE = "results.json";
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private ResultsReport() {}

    /** Writes the report. */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 2) {
            System.err.println("usage: ResultsReport FILE-OF-FIGURES DIRECTORY");
            System.exit(2);
        }
        Path directory = Path.of(arguments[1]);
        List<Figure> figures = merged(former(directory), Figures.read(Path.of(arguments[0])));
        write(figures, directory);
        long held = figures.stream().filter(Figure::holds).count();
        System.out.println("benchmarks: " + figures.size() + " figures, " + (figures.size() - held)
                + " not as asked; see " + directory.resolve("RESULTS.md"));
    }

    /** Those of benchmarks that were not run again, and the new ones. */
    static List<Figure> merged(List<Figure> former, List<Figure> recorded) {
        Set<String> again = recorded.stream().map(Figure::key).collect(Collectors.toSet());
        List<Figure> all = new ArrayList<>(
                former.stream().filter(it -> !again.contains(it.key())).toList());
        all.addAll(recorded);
        return all;
    }

    static void write(List<Figure> figures, Path directory) throws IOException {
        Files.createDirectories(directory);
        Map<String, List<Figure>> byKey = byKey(figures);
        Files.writeString(
                directory.resolve(JSON_FILE), JSON.writeValueAsString(json(byKey)) + "\n", StandardCharsets.UTF_8);
        Files.writeString(directory.resolve("RESULTS.md"), ResultsPage.of(byKey), StandardCharsets.UTF_8);
        for (Map.Entry<String, List<Figure>> it : byKey.entrySet()) {
            Files.writeString(
                    directory.resolve(it.getKey() + ".svg"),
                    Plot.of(it.getKey(), it.getValue()),
                    StandardCharsets.UTF_8);
        }
    }

    private static List<Figure> former(Path directory) throws IOException {
        Path file = directory.resolve(JSON_FILE);
        List<Figure> former = new ArrayList<>();
        if (Files.exists(file)) {
            for (JsonNode it : JSON.readTree(Files.readString(file)).required("figures")) {
                former.add(Figures.fromJson(it));
            }
        }
        return former;
    }

    private static Map<String, List<Figure>> byKey(List<Figure> figures) {
        Map<String, List<Figure>> byKey = new LinkedHashMap<>();
        for (String key : new TreeSet<>(figures.stream().map(Figure::key).toList())) {
            byKey.put(key, figures.stream().filter(it -> it.key().equals(key)).toList());
        }
        return byKey;
    }

    private static ObjectNode json(Map<String, List<Figure>> byKey) {
        ObjectNode root = JSON.createObjectNode();
        root.put("java", System.getProperty("java.vm.name") + " " + Runtime.version());
        root.put("processors", Runtime.getRuntime().availableProcessors());
        ArrayNode all = root.putArray("figures");
        byKey.values().forEach(some -> some.forEach(it -> all.add(Figures.toJson(it))));
        return root;
    }
}
