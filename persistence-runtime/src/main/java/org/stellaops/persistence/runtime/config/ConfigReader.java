// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.stellaops.persistence.cutover.CohortAssignment;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.DualWriteModuleBuilder;
import org.stellaops.persistence.dualwrite.gate.GateSettings;
import org.stellaops.persistence.dualwrite.settings.FollowerPolicy;
import org.stellaops.persistence.dualwrite.settings.FollowerPolicy.Breaker;
import org.stellaops.persistence.dualwrite.settings.FollowerPolicy.Retry;
import org.stellaops.persistence.dualwrite.settings.MovePolicy;
import org.stellaops.persistence.dualwrite.settings.ReconcilerPolicy;
import org.stellaops.persistence.dualwrite.settings.RetryRule;
import org.stellaops.persistence.dualwrite.settings.StagePolicy;
import org.stellaops.persistence.dualwrite.settings.StagePolicy.AtStart;
import org.stellaops.persistence.dualwrite.settings.TransactionJoin;
import org.stellaops.persistence.dualwrite.shape.QueryShapePolicy;
import org.stellaops.persistence.dualwrite.tombstone.TombstoneRetention;
import org.stellaops.persistence.dualwrite.tombstone.TombstoneSchedule;
import org.stellaops.persistence.dualwrite.verify.VerificationSchedule;
import org.stellaops.persistence.mongo.config.MongoConfig;
import org.stellaops.persistence.runtime.config.Config.StageOrigin;

/** Reads a configuration from YAML, and continues after problems so that all are reported. */
final class ConfigReader {

    private static final Duration LONGEST_TIMEOUT = Duration.ofMinutes(10);
    /** The limit that the policies themselves set for background work. */
    private static final Duration LONGEST_ASIDE = Duration.ofSeconds(30);

    private static final Duration DEFAULT_VERIFICATION = Duration.ofHours(6);
    private static final Duration DEFAULT_REMOVAL = Duration.ofDays(1);
    private static final Duration LONGEST_RETENTION = Duration.ofDays(3_650);

    private static final int MOST_TOMBSTONES = 1_000_000;
    private static final int MOST_THREADS = 256;
    private static final int LONGEST_QUEUE = 1_000_000;
    private static final int MOST_ATTEMPTS = 10;
    private static final int MOST_CALLS = 10_000;

    private static final int MOST_IMAGES = 1_000_000;
    private static final int MOST_TRIES = 1_000;
    private static final int MOST_SHAPES = 10_000;
    private static final Duration LONGEST_INTERVAL = Duration.ofHours(1);
    private static final Duration LONGEST_PAUSE = Duration.ofDays(1);
    private static final String UNLIMITED = "unlimited";

    private static final Map<String, Boolean> SWITCH = Choices.of("true", true, "false", false);
    private static final Map<String, Boolean> UNREACHABLE = Choices.of("wait", true, "fail", false);
    private static final Map<String, FollowerPolicy> FOLLOWER_WRITES =
            Choices.of("sync", FollowerPolicy.sync(), "async", FollowerPolicy.async());

    private static final Map<String, TransactionJoin> JOINS = Arrays.stream(TransactionJoin.values())
            .collect(Collectors.toMap(TransactionJoin::configName, it -> it, (one, other) -> one, LinkedHashMap::new));

    private static final Map<String, AtStart> AT_START = Choices.of("report", AtStart.REPORT, "ask", AtStart.ASK);

    private final List<String> problems = new ArrayList<>();
    private final Map<String, ConfigKey> declared = new LinkedHashMap<>();

    private ConfigReader() {}

    static Config read(String origin, String yaml, Map<String, String> environment) {
        return new ConfigReader().readAll(origin, YamlDocument.read(origin, yaml), Placeholders.of(environment));
    }

    static Config read(ConfigSource source) {
        return new ConfigReader().readAll(source.describe(), KeyTree.of(source.values()), Placeholders.of(source));
    }

    /** The keys that are declared while a text is read; only those of sections that it contains. */
    static List<ConfigKey> keysOf(String yaml) {
        ConfigReader reader = new ConfigReader();
        Config unused = reader.readAll("the text", YamlDocument.read("the text", yaml), Placeholders.of(Map.of()));
        return List.copyOf(reader.declared.values());
    }

    private Config readAll(String origin, JsonNode tree, Placeholders placeholders) {
        Section root = new Section("", tree, placeholders, problems, declared);
        Section persistence = root.section("persistence");
        root.done();
        Config config = config(persistence);
        if (!problems.isEmpty()) {
            throw new ConfigException(origin, problems);
        }
        return config;
    }

    private Config config(Section persistence) {
        Section mongoSection = persistence.section("mongo");
        Optional<MongoConfig> mongo =
                mongoSection.isThere() ? Optional.of(MongoReader.read(mongoSection)) : Optional.empty();
        PostgresReader.Read postgres = PostgresReader.read(persistence.section("postgres"));
        Section metrics = persistence.section("metrics");
        boolean timesCalls = metrics.choice("calls", SWITCH, "true");
        metrics.done();
        Config.Start start = start(persistence.section("start"));
        Config.Stages stages = stages(persistence.section("stages"));
        Map<String, CohortAssignment> cohorts = new LinkedHashMap<>();
        Map<String, ModuleSettings> modules = modules(persistence.section("modules"), timesCalls, cohorts);
        if (mongo.isEmpty() && needsMongo(modules)) {
            // Says which keys are missing.
            MongoConfig unused = MongoReader.read(mongoSection);
        }
        persistence.done();
        return new Config(
                mongo,
                postgres.config(),
                stages,
                modules,
                cohorts,
                new Config.ProcessSettings(postgres.sharesPool(), timesCalls, start),
                Optional.empty());
    }

    private static boolean needsMongo(Map<String, ModuleSettings> modules) {
        return modules.isEmpty() || modules.values().stream().anyMatch(it -> it.stage() != Stage.TARGET_ONLY);
    }

    private static Config.Start start(Section section) {
        Config.Start start = new Config.Start(
                section.choice("unreachable", UNREACHABLE, "wait"),
                section.duration("retry", Duration.ofMillis(500), LONGEST_ASIDE));
        section.done();
        return start;
    }

    private static Config.Stages stages(Section section) {
        StagePolicy policy = StagePolicy.defaults();
        StageOrigin origin = section.choice("source", Map.of("config", StageOrigin.CONFIG), "config");
        Duration poll = section.duration("poll-interval", Duration.ofMillis(500), LONGEST_TIMEOUT);
        Duration follow = section.duration("follow-interval", policy.followEvery(), LONGEST_INTERVAL);
        Duration lease = section.duration("lease", policy.lease(), LONGEST_INTERVAL);
        AtStart atStart =
                section.choice("at-start", AT_START, policy.atStart().name().toLowerCase(Locale.ROOT));
        Duration window = section.duration("window", Duration.ofMinutes(1), LONGEST_INTERVAL);
        GateSettings gates = GateReader.gates(section.section("gates"));
        section.done();
        return new Config.Stages(
                origin, poll, section.build(policy, () -> new StagePolicy(follow, lease, atStart)), window, gates);
    }

    private static Map<String, ModuleSettings> modules(
            Section section, boolean timesCalls, Map<String, CohortAssignment> cohorts) {
        Map<String, ModuleSettings> modules = new LinkedHashMap<>();
        for (String name : section.names()) {
            if (!name.matches("[a-z][a-z0-9_]{0,55}")) {
                section.problem(name, "must be lower-case letters, digits and underscores, as the module's schema");
            }
            Section own = section.section(name);
            CohortReader divided = CohortReader.read(name, own.section("cohorts"));
            ModuleSettings module = module(own, timesCalls);
            if (divided.stages().isEmpty()) {
                modules.put(name, module);
            }
            divided.stages()
                    .forEach((cohort, stage) ->
                            modules.put(cohort, module.with(stage.orElse(module.stage()), module.shadowRead())));
            divided.assignment().ifPresent(it -> cohorts.put(name, it));
        }
        modules.forEach((name, it) -> it.requires().stream()
                .filter(required -> required.equals(name) || !modules.containsKey(required))
                .forEach(required -> section.problem(
                        name + ".requires",
                        "must name other modules of this file, since where they stand is asked of their stores, and none that"
                                + " has cohorts, which stand in several places; see " + required)));
        if (modules.isEmpty()) {
            section.problem("<name>", "is missing; name each module, such as vuln: { stage: legacy-only }");
        }
        return modules;
    }

    private static ModuleSettings module(Section section, boolean timesCalls) {
        section.require("stage", "legacy-only");
        Optional<Stage> stage = section.choice("stage", stageNames());
        FollowerPolicy defaults = section.choice("follower-writes", FOLLOWER_WRITES, "async");
        ModuleSettings module = new ModuleSettings(
                stage.orElse(Stage.LEGACY_ONLY),
                DivergenceReader.shadowRead(section.section("shadow-read")),
                DivergenceReader.divergences(section.section("divergences")),
                follower(section.section("follower"), defaults),
                reconciler(section.section("reconciler")),
                section.text("mongo-database"),
                tombstones(section.section("tombstones")),
                verification(section.section("verification")),
                moves(section.section("moves")),
                section.duration("epoch-kept", DualWriteModuleBuilder.DEFAULT_EPOCH_KEPT, LONGEST_ASIDE),
                queryShapes(section.section("query-shapes")),
                section.choice("join-transactions", JOINS, TransactionJoin.TARGET_ONLY.configName()),
                GateReader.names(section, "requires", "modules, with commas"),
                GateReader.rollback(section.section("rollback"), timesCalls));
        section.done();
        return module;
    }

    private static QueryShapePolicy queryShapes(Section section) {
        QueryShapePolicy defaults = QueryShapePolicy.defaults();
        QueryShapePolicy policy = new QueryShapePolicy(
                section.choice("report", SWITCH, Boolean.toString(defaults.report())),
                section.integer("at-most", defaults.atMost(), 1, MOST_SHAPES),
                section.duration("every", defaults.every(), LONGEST_INTERVAL));
        section.done();
        return policy;
    }

    /** Without the section, the process removes none. */
    private static Optional<TombstoneSchedule> tombstones(Section section) {
        if (!section.isThere()) {
            return Optional.empty();
        }
        TombstoneRetention defaults = TombstoneRetention.defaults();
        TombstoneSchedule schedule = new TombstoneSchedule(
                section.duration("every", DEFAULT_REMOVAL, LONGEST_RETENTION),
                defaults.withKeep(section.duration("keep", defaults.keep(), LONGEST_RETENTION))
                        .withAtMost(section.integer("at-most", defaults.atMost(), 1, MOST_TOMBSTONES)));
        section.done();
        return Optional.of(schedule);
    }

    /** Without the section, the process verifies when it is told to. */
    private static Optional<VerificationSchedule> verification(Section section) {
        if (!section.isThere()) {
            return Optional.empty();
        }
        VerificationSchedule schedule =
                new VerificationSchedule(section.duration("every", DEFAULT_VERIFICATION, LONGEST_RETENTION));
        section.done();
        return Optional.of(schedule);
    }

    private static MovePolicy moves(Section section) {
        MovePolicy defaults = MovePolicy.defaults();
        Duration hold = section.duration("hold", defaults.hold(), LONGEST_TIMEOUT);
        Duration drain = section.duration("drain-limit", defaults.drain(), LONGEST_PAUSE);
        Duration longest = section.duration("longest", defaults.longest(), LONGEST_PAUSE);
        section.done();
        return section.build(defaults, () -> new MovePolicy(hold, drain, longest));
    }

    private static FollowerPolicy follower(Section section, FollowerPolicy defaults) {
        FollowerPolicy bounded = defaults.withDeadline(section.duration("deadline", defaults.deadline(), LONGEST_ASIDE))
                .withBounds(
                        section.integer("threads", defaults.threads(), 1, MOST_THREADS),
                        section.integer("queue", defaults.queue(), 1, LONGEST_QUEUE))
                .withQueueBytes(section.integer("queue-bytes", (int) defaults.queueBytes(), 1, Integer.MAX_VALUE))
                .withBreaker(breaker(section.section("breaker"), defaults.breaker()));
        Retry retry = retry(section.section("retry"), defaults.retry());
        section.done();
        return section.build(defaults, () -> bounded.withRetry(retry));
    }

    private static Retry retry(Section section, Retry defaults) {
        Retry retry = new Retry(
                section.integer("attempts", defaults.attempts(), 1, MOST_ATTEMPTS),
                section.duration("first-pause", defaults.firstPause(), LONGEST_ASIDE),
                section.duration("longest-pause", defaults.longestPause(), LONGEST_ASIDE));
        section.done();
        return retry;
    }

    private static ReconcilerPolicy reconciler(Section section) {
        ReconcilerPolicy defaults = ReconcilerPolicy.defaults();
        RetryRule rule = defaults.retries();
        Duration every = section.duration("every", defaults.every(), LONGEST_INTERVAL);
        OptionalInt images = imagesPerSecond(section, defaults.imagesPerSecond());
        int keys = section.integer("keys-per-pass", defaults.keysPerPass(), 1, MOST_IMAGES);
        int tries = section.integer("tries", rule.tries(), 1, MOST_TRIES);
        int bytes = section.integer("batch-bytes", (int) defaults.batchBytes(), 1, Integer.MAX_VALUE);
        Duration first = section.duration("first-pause", rule.firstPause(), LONGEST_PAUSE);
        Duration longest = section.duration("longest-pause", rule.longestPause(), LONGEST_PAUSE);
        section.done();
        return section.build(
                defaults, () -> new ReconcilerPolicy(every, images, keys, new RetryRule(tries, first, longest), bytes));
    }

    private static OptionalInt imagesPerSecond(Section section, OptionalInt defaults) {
        String key = "images-per-second";
        Optional<String> text = section.text(key);
        OptionalInt images = defaults;
        if (text.isPresent()) {
            images = text.get().equals(UNLIMITED)
                    ? OptionalInt.empty()
                    : OptionalInt.of(section.integer(key, defaults.orElse(MOST_IMAGES), 1, MOST_IMAGES));
        }
        String byDefault = defaults.isPresent() ? String.valueOf(defaults.getAsInt()) : UNLIMITED;
        section.declare(key, "1 to " + MOST_IMAGES + ", or " + UNLIMITED, byDefault);
        return images;
    }

    private static Breaker breaker(Section section, Breaker defaults) {
        Breaker breaker = new Breaker(
                section.integer("failure-rate", defaults.failureRate(), 1, 100),
                section.integer("calls", defaults.calls(), 1, MOST_CALLS),
                section.duration("open-for", defaults.openFor(), LONGEST_TIMEOUT),
                section.integer("probes", defaults.probes(), 1, MOST_CALLS));
        section.done();
        return breaker;
    }

    static Map<String, Stage> stageNames() {
        Map<String, Stage> names = new LinkedHashMap<>();
        for (Stage stage : Stage.values()) {
            names.put(stage.configName(), stage);
        }
        return names;
    }
}
