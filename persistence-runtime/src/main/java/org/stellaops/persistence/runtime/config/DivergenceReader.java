// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.config;

import java.math.BigDecimal;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.stellaops.persistence.dualwrite.divergence.ComparisonPolicy;
import org.stellaops.persistence.dualwrite.divergence.ComparisonRule;
import org.stellaops.persistence.dualwrite.divergence.ComparisonRule.Allowance;
import org.stellaops.persistence.dualwrite.shadow.SampleBy;
import org.stellaops.persistence.dualwrite.shadow.ShadowReadPolicy;
import org.stellaops.persistence.runtime.config.DivergenceSettings.Table;

/** Reads how reads are compared, and where divergences go. */
final class DivergenceReader {

    private static final Duration LONGEST_KEEP = Duration.ofDays(3_650);
    private static final Duration LONGEST_TIMEOUT = Duration.ofSeconds(30);
    private static final int MOST_THREADS = 256;

    private static final Map<String, SampleBy> SAMPLE_BY =
            Choices.of("read", SampleBy.READ, "key", SampleBy.KEY, "tenant", SampleBy.TENANT);
    private static final Map<String, Table> TABLE = Choices.of("true", Table.WRITTEN, "false", Table.LEFT_OUT);
    private static final List<String> ALLOW =
            List.of("anything", "number", "instant", "number-class", "null-as-missing", "any-order");

    private DivergenceReader() {}

    static ShadowReadPolicy shadowRead(Section section) {
        ShadowReadPolicy defaults = ShadowReadPolicy.cautious();
        ShadowReadPolicy shadowRead = defaults.withSampleRate(section.share("sample-rate", defaults.sampleRate()))
                .withTimeout(section.duration("timeout", defaults.timeout(), LONGEST_TIMEOUT))
                .withMaxInFlight(section.integer("max-in-flight", defaults.maxInFlight(), 1, MOST_THREADS))
                .withSampleBy(section.choice("sample-by", SAMPLE_BY, "read"))
                .withSecondReads(section.share("second-reads", defaults.secondReads()));
        section.done();
        return shadowRead;
    }

    static DivergenceSettings divergences(Section section) {
        DivergenceSettings defaults = DivergenceSettings.defaults();
        List<ComparisonRule> rules = rules(section.section("rules"));
        Set<String> shown = section.text("shown").stream()
                .flatMap(it -> Arrays.stream(it.split(",", -1)))
                .map(String::strip)
                .filter(it -> !it.isEmpty())
                .collect(Collectors.toUnmodifiableSet());
        section.declare("shown", "fields as `entity.path`, with commas", "");
        Table table = section.choice("table", TABLE, "true");
        Duration keep = section.duration("keep", defaults.keep(), LONGEST_KEEP);
        Optional<Path> file = file(section);
        int bytes = section.integer("file-bytes", defaults.fileBytes(), 1, Integer.MAX_VALUE);
        section.done();
        ComparisonPolicy comparison = section.build(ComparisonPolicy.STRICT, () -> new ComparisonPolicy(rules, shown));
        return new DivergenceSettings(comparison, table, keep, file, bytes);
    }

    private static Optional<Path> file(Section section) {
        Optional<String> text = section.text("file");
        section.declare("file", "path of a file", "");
        try {
            return text.map(Path::of);
        } catch (InvalidPathException e) {
            section.problem("file", "must be the path of a file");
            return Optional.empty();
        }
    }

    private static List<ComparisonRule> rules(Section section) {
        List<ComparisonRule> rules = new ArrayList<>();
        section.names().forEach(name -> rule(name, section.section(name)).ifPresent(rules::add));
        return rules;
    }

    private static Optional<ComparisonRule> rule(String name, Section section) {
        String entity = section.text("entity", ComparisonRule.ANY);
        String path = section.required("path", "score, or lines[*].price");
        section.require("allow", "anything");
        Optional<String> allow = section.choice("allow", Choices.of(ALLOW));
        Optional<String> atMost = section.text("at-most");
        section.declare("at-most", "number, or duration", "");
        section.done();
        Optional<Allowance> allowance = allow.flatMap(it -> allowance(it, atMost));
        if (allow.isPresent() && allowance.isEmpty()) {
            section.problem("at-most", "must be a number for allow: number, and a duration for allow: instant");
        }
        return path.isBlank() || allowance.isEmpty()
                ? Optional.empty()
                : Optional.of(new ComparisonRule(name, entity, path, allowance.get()));
    }

    private static Optional<Allowance> allowance(String word, Optional<String> atMost) {
        return switch (word) {
            case "number" -> atMost.flatMap(DivergenceReader::number).map(Allowance.Numbers::new);
            case "instant" -> atMost.flatMap(Durations::parse).map(Allowance.Instants::new);
            case "number-class" -> Optional.of(new Allowance.NumberClass());
            case "null-as-missing" -> Optional.of(new Allowance.NullAsMissing());
            case "any-order" -> Optional.of(new Allowance.AnyOrder());
            default -> Optional.of(new Allowance.Anything());
        };
    }

    private static Optional<BigDecimal> number(String text) {
        try {
            return Optional.of(new BigDecimal(text)).filter(it -> it.signum() >= 0);
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
