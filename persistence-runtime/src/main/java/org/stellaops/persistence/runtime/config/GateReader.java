// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.config;

import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.gate.GateSettings;
import org.stellaops.persistence.dualwrite.gate.GateSettings.CoverageRule;
import org.stellaops.persistence.dualwrite.gate.GateSettings.FollowerBudget;
import org.stellaops.persistence.dualwrite.gate.GateSettings.PreflightRule;
import org.stellaops.persistence.dualwrite.gate.GateSettings.SignOffRule;
import org.stellaops.persistence.dualwrite.settings.RollbackPolicy;

/** Reads what the gates demand, and when a module goes back by itself. */
final class GateReader {

    private static final Duration LONGEST = Duration.ofDays(3_650);
    private static final Duration LONGEST_SUSTAINED = Duration.ofHours(1);
    private static final Duration LONGEST_LATENCY = Duration.ofMinutes(10);
    private static final int MOST_READS = 1_000_000_000;
    private static final String NONE = "none";

    private static final Map<String, PreflightRule> PREFLIGHT =
            Choices.of("optional", PreflightRule.OPTIONAL, "required", PreflightRule.REQUIRED);

    private GateReader() {}

    static GateSettings gates(Section section) {
        GateSettings defaults = GateSettings.defaults();
        Duration fresh = section.duration("fresh", defaults.fresh(), LONGEST);
        Duration watch = section.duration("watch", defaults.watch(), LONGEST);
        Duration quiet = section.duration("quiet", defaults.quiet(), LONGEST);
        PreflightRule preflight = section.choice(
                "preflight", PREFLIGHT, defaults.preflight().name().toLowerCase(Locale.ROOT));
        FollowerBudget follower = follower(section.section("follower"), defaults.follower());
        CoverageRule coverage = coverage(section.section("coverage"), defaults.coverage());
        SignOffRule signOff = signOff(section.section("sign-off"), defaults.signOff());
        section.done();
        return section.build(
                defaults, () -> new GateSettings(fresh, watch, quiet, preflight, follower, coverage, signOff));
    }

    private static FollowerBudget follower(Section section, FollowerBudget defaults) {
        double errors = section.share("errors", defaults.errors());
        int least = section.integer("least", (int) defaults.least(), 0, MOST_READS);
        section.done();
        return section.build(defaults, () -> new FollowerBudget(errors, least));
    }

    private static CoverageRule coverage(Section section, CoverageRule defaults) {
        int least = section.integer("least", (int) defaults.least(), 0, MOST_READS);
        double bound = section.share("bound", defaults.bound());
        int rare = section.integer("rare", (int) defaults.rare(), 0, MOST_READS);
        section.done();
        return section.build(defaults, () -> new CoverageRule(least, bound, rare));
    }

    private static SignOffRule signOff(Section section, SignOffRule defaults) {
        Set<Stage> to = new LinkedHashSet<>();
        for (String name : names(section, "to", "stages, with commas")) {
            Stage.ofConfigName(name)
                    .ifPresentOrElse(
                            to::add,
                            () -> section.problem("to", "must be stages with commas between, such as target-led"));
        }
        Set<String> by = names(section, "by", "names, with commas");
        Duration valid = section.duration("valid", defaults.valid(), LONGEST);
        section.done();
        return new SignOffRule(to, by, valid);
    }

    /** The names in a text, which may be absent. */
    static Set<String> names(Section section, String key, String values) {
        Optional<String> text = section.text(key);
        section.declare(key, values, "");
        return text.stream()
                .flatMap(it -> Arrays.stream(it.split(",", -1)))
                .map(String::strip)
                .filter(it -> !it.isEmpty())
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /**
     * When a module goes back by itself.
     *
     * @param timesCalls whether calls are timed at all
     */
    static RollbackPolicy rollback(Section section, boolean timesCalls) {
        RollbackPolicy defaults = RollbackPolicy.off();
        OptionalDouble divergences = limit(section, "divergences");
        OptionalDouble errors = limit(section, "errors");
        Optional<Duration> latency = Optional.empty();
        if (isSet(section, "latency")) {
            latency = Optional.of(section.duration("latency", LONGEST_LATENCY, LONGEST_LATENCY));
        }
        section.declare("latency", "duration, up to " + Durations.format(LONGEST_LATENCY) + ", or " + NONE, NONE);
        int least = section.integer("least", (int) defaults.least(), 1, MOST_READS);
        Duration sustained = section.duration("sustained", defaults.sustained(), LONGEST_SUSTAINED);
        Duration coolDown = section.duration("cool-down", defaults.coolDown(), LONGEST);
        section.done();
        if (!timesCalls && (errors.isPresent() || latency.isPresent())) {
            section.problem(
                    errors.isPresent() ? "errors" : "latency",
                    "needs persistence.metrics.calls: true, because calls are not counted otherwise");
        }
        Optional<Duration> longest = latency;
        return section.build(
                defaults, () -> new RollbackPolicy(divergences, errors, longest, least, sustained, coolDown));
    }

    private static OptionalDouble limit(Section section, String key) {
        OptionalDouble limit =
                isSet(section, key) ? OptionalDouble.of(section.share(key, 1.0)) : OptionalDouble.empty();
        section.declare(key, "0.0 to 1.0, or " + NONE, NONE);
        return limit;
    }

    private static boolean isSet(Section section, String key) {
        return section.text(key).filter(it -> !it.equals(NONE)).isPresent();
    }
}
