// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One object of the file while it is read. Each accessor takes a key; a problem is recorded and the default is
 * returned, so that reading continues to the next problem. {@link #done} records unknown keys.
 */
final class Section {

    private final String path;
    private final @Nullable JsonNode node;
    private final Placeholders placeholders;
    private final List<String> problems;
    private final Map<String, ConfigKey> declared;
    private final List<String> known = new ArrayList<>();

    /** A section; {@code declared} collects each key that is asked for, by its path. */
    Section(
            String path,
            @Nullable JsonNode node,
            Placeholders placeholders,
            List<String> problems,
            Map<String, ConfigKey> declared) {
        this.path = path;
        this.node = node;
        this.placeholders = placeholders;
        this.problems = problems;
        this.declared = declared;
        if (node != null && !node.isObject() && !isEmpty(node)) {
            problems.add(path + " must be a section of keys, but is " + kindOf(node));
        }
    }

    /** The section under a key; without keys if it is missing. */
    Section section(String key) {
        return new Section(at(key), find(key).orElse(null), placeholders, problems, declared);
    }

    /** Declares a key for the reference; a later declaration replaces an earlier one. */
    void declare(String key, String values, String byDefault) {
        declared.put(at(key), new ConfigKey(at(key), values, byDefault));
    }

    /** Whether the file has this section at all. */
    boolean isThere() {
        return node != null;
    }

    /** The keys of a section whose keys are user-defined names. */
    List<String> names() {
        List<String> names = new ArrayList<>();
        if (node != null && node.isObject()) {
            node.fieldNames().forEachRemaining(names::add);
        }
        return names;
    }

    /** A text; empty if it is missing or invalid. */
    Optional<String> text(String key) {
        declare(key, "text", "");
        return filled(key);
    }

    /** A text with a default. */
    String text(String key, String defaults) {
        Optional<String> text = text(key);
        declare(key, "text", defaults);
        return text.orElse(defaults);
    }

    /** A file that can be read; empty if it is missing or invalid. */
    Optional<Path> file(String key) {
        declare(key, "path of a file", "");
        Optional<String> text = filled(key);
        try {
            Optional<Path> file = text.map(Path::of);
            if (file.isPresent() && !Files.isReadable(file.get())) {
                problem(key, "must be a file that can be read");
            }
            return file;
        } catch (InvalidPathException e) {
            problem(key, "must be the path of a file");
            return Optional.empty();
        }
    }

    private Optional<String> filled(String key) {
        Optional<JsonNode> found = find(key);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        if (!found.get().isValueNode() || found.get().isNull()) {
            problem(key, "must be a text, but is " + kindOf(found.get()));
            return Optional.empty();
        }
        Placeholders.Result filled = placeholders.fill(found.get().asText());
        filled.problem().ifPresent(it -> problem(key, it));
        return filled.problem().isPresent() ? Optional.empty() : Optional.of(filled.text());
    }

    /** Records a missing key. */
    void require(String key, String example) {
        if (find(key).isEmpty()) {
            problem(key, "is missing; set it, such as " + example);
        }
    }

    /** A required text; empty only after a problem was recorded. */
    String required(String key, String example) {
        require(key, example);
        declare(key, "text, required", "");
        Optional<String> text = filled(key);
        if (text.filter(String::isBlank).isPresent()) {
            problem(key, "is empty; set it, such as " + example);
        }
        return text.orElse("");
    }

    /** A text that is required, or that must not be set because what it is for is handed over by the application. */
    String requiredUnless(boolean given, String key, String example) {
        if (!given) {
            return required(key, example);
        }
        declare(key, "text, required", "");
        return mustBeMissing(key);
    }

    /** A text, empty if it is missing, that must not be set because what it is for is handed over by the application. */
    String textUnless(boolean given, String key) {
        if (!given) {
            return text(key).orElse("");
        }
        declare(key, "text", "");
        return mustBeMissing(key);
    }

    private String mustBeMissing(String key) {
        if (find(key).isPresent()) {
            problem(key, "has no meaning, because the connections are handed over by the application; remove it");
        }
        return "";
    }

    int integer(String key, int defaults, int least, int most) {
        declare(key, least + " to " + most, String.valueOf(defaults));
        Optional<String> text = filled(key);
        if (text.isEmpty()) {
            return defaults;
        }
        try {
            int value = Integer.parseInt(text.get());
            if (value >= least && value <= most) {
                return value;
            }
        } catch (NumberFormatException e) {
            // Reported below, like a number out of range.
        }
        problem(key, "must be a whole number between " + least + " and " + most + shown(key, text.get()));
        return defaults;
    }

    double share(String key, double defaults) {
        declare(key, "0.0 to 1.0", String.valueOf(defaults));
        Optional<String> text = filled(key);
        if (text.isEmpty()) {
            return defaults;
        }
        try {
            double value = Double.parseDouble(text.get());
            if (value >= 0.0 && value <= 1.0) {
                return value;
            }
        } catch (NumberFormatException e) {
            // Reported below, like a number out of range.
        }
        problem(key, "must be between 0.0 and 1.0" + shown(key, text.get()));
        return defaults;
    }

    Duration duration(String key, Duration defaults, Duration most) {
        declare(key, "duration, up to " + Durations.format(most), Durations.format(defaults));
        Optional<String> text = filled(key);
        if (text.isEmpty()) {
            return defaults;
        }
        Optional<Duration> value =
                Durations.parse(text.get()).filter(it -> !it.isZero() && !it.isNegative() && it.compareTo(most) <= 0);
        if (value.isEmpty()) {
            problem(
                    key,
                    "must be a duration such as 250ms, 2s or 1m, longer than nothing and at most "
                            + Durations.format(most) + shown(key, text.get()));
        }
        return value.orElse(defaults);
    }

    /** One of several values; empty if it is missing or invalid. */
    <T> Optional<T> choice(String key, Map<String, T> choices) {
        declare(key, "one of " + String.join(", ", choices.keySet()), "");
        Optional<String> text = filled(key);
        Optional<T> value = text.flatMap(it -> Optional.ofNullable(choices.get(it)));
        if (text.isPresent() && value.isEmpty()) {
            problem(
                    key,
                    "must be one of " + String.join(", ", choices.keySet()) + shown(key, text.get())
                            + Suggestion.of(text.get(), choices.keySet()));
        }
        return value;
    }

    /** One of several values, with the name of the default. */
    <T> T choice(String key, Map<String, T> choices, String byDefault) {
        Optional<T> choice = choice(key, choices);
        declare(key, "one of " + String.join(", ", choices.keySet()), byDefault);
        return choice.orElseGet(() -> Objects.requireNonNull(choices.get(byDefault)));
    }

    /** Records unknown keys. */
    void done() {
        names().stream()
                .filter(it -> !known.contains(it))
                .forEach(it -> problems.add(at(it) + " is no known key" + Suggestion.of(it, known) + "; known here: "
                        + String.join(", ", new TreeSet<>(known))));
    }

    /** Calls a constructor with values that are valid individually; if it rejects the combination, that is recorded. */
    <T> T build(T defaults, Supplier<T> constructor) {
        try {
            return constructor.get();
        } catch (IllegalArgumentException e) {
            problems.add(path + ": " + e.getMessage());
            return defaults;
        }
    }

    void problem(String key, String what) {
        problems.add(at(key) + " " + what);
    }

    private String at(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    private Optional<JsonNode> find(String key) {
        known.add(key);
        return node == null || !node.isObject() ? Optional.empty() : Optional.ofNullable(node.get(key));
    }

    /** The value found, unless it came from the environment, which may contain secrets. */
    private String shown(String key, String value) {
        if (value.isEmpty()) {
            return ", but is empty";
        }
        boolean asWritten = node != null && node.path(key).asText().equals(value);
        return asWritten ? ", but was " + value : ", but the value from the environment is not";
    }

    private static boolean isEmpty(JsonNode node) {
        return node.isNull()
                || node.isMissingNode()
                || (node.isTextual() && node.asText().isEmpty());
    }

    private static String kindOf(JsonNode node) {
        return node.isNull() ? "empty" : node.isArray() ? "a list" : node.isObject() ? "a section" : "a single value";
    }
}
