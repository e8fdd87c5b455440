// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.stellaops.persistence.cutover.Cohort;
import org.stellaops.persistence.cutover.CohortAssignment;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.gate.GateSettings;
import org.stellaops.persistence.dualwrite.settings.StagePolicy;
import org.stellaops.persistence.dualwrite.shadow.ShadowReadPolicy;
import org.stellaops.persistence.mongo.config.MongoConfig;
import org.stellaops.persistence.postgres.config.PostgresConfig;

/**
 * The whole configuration.
 *
 * @param mongo the legacy side; empty if every module is in {@code target-only} and has none
 * @param postgres the target side
 * @param stages the source of stages
 * @param modules the modules by their names; of one with cohorts, these by theirs
 * @param cohorts of the modules that have some, by their names
 * @param process what its modules have in common
 * @param file the file it was read from, if any
 */
public record Config(
        Optional<MongoConfig> mongo,
        PostgresConfig postgres,
        Stages stages,
        Map<String, ModuleSettings> modules,
        Map<String, CohortAssignment> cohorts,
        ProcessSettings process,
        Optional<ConfigFile> file) {

    /**
     * What the modules of a process have in common.
     *
     * @param sharesPool whether they share one pool of PostgreSQL connections
     * @param timesCalls whether each call of a caller is timed and reported
     * @param start what a start does without a database that it needs
     */
    public record ProcessSettings(boolean sharesPool, boolean timesCalls, Start start) {}

    /**
     * The section {@code persistence.start}.
     *
     * @param waits whether a process starts although a database that a module needs cannot be reached, and opens the module later
     * @param retry how soon that is tried again; the pause doubles up to sixty-four times this
     */
    public record Start(boolean waits, Duration retry) {}

    /**
     * The section {@code persistence.stages}.
     *
     * @param origin where the stages are kept
     * @param pollInterval how often the file is looked at; a change is taken at the second look that sees it
     * @param policy how a process follows the stage that stands in the store that leads
     * @param window within which processes count failed sends, divergences and failed calls
     * @param gates what the default gates demand
     */
    public record Stages(
            StageOrigin origin, Duration pollInterval, StagePolicy policy, Duration window, GateSettings gates) {}

    /** Where stages are kept. */
    public enum StageOrigin {
        /** In the file itself, which is reread when it changes. */
        CONFIG
    }

    /** Takes an unmodifiable copy. */
    public Config {
        modules = Map.copyOf(modules);
        cohorts = Map.copyOf(cohorts);
    }

    /**
     * Reads a file, with placeholders filled from the environment of the process.
     *
     * @throws ConfigException if the file cannot be read or anything in it is invalid; the message lists every problem
     */
    public static Config load(Path file) {
        return load(file, System.getenv());
    }

    /**
     * Reads a file, with placeholders filled from these variables.
     *
     * @throws ConfigException as {@link #load(Path)} does
     */
    public static Config load(Path file, Map<String, String> environment) {
        String yaml;
        try {
            yaml = ConfigText.textOf(ConfigText.bytesOf(file));
        } catch (ConfigText.UnusableException e) {
            throw new ConfigException(file.toString(), List.of("the file " + e.reason()));
        }
        Config config = ConfigReader.read(file.toString(), yaml, environment);
        return new Config(
                config.mongo,
                config.postgres,
                config.stages,
                config.modules,
                config.cohorts,
                config.process,
                Optional.of(new ConfigFile(file, environment)));
    }

    /**
     * Reads a text; its stages never change.
     *
     * @throws ConfigException as {@link #load(Path)} does
     */
    public static Config parse(String yaml, Map<String, String> environment) {
        return ConfigReader.read("the text", yaml, environment);
    }

    /**
     * Reads the keys of another source; its stages change only by a {@link org.stellaops.persistence.cutover.StageSource} of the
     * caller's.
     *
     * @throws ConfigException as {@link #load(Path)} does
     */
    public static Config of(ConfigSource source) {
        return ConfigReader.read(source);
    }

    /** Every key that a configuration may contain, in the order of the reference. */
    public static List<ConfigKey> keys() {
        return ConfigReference.keys();
    }

    /** The settings of a module; empty if the configuration does not name it. */
    public Optional<ModuleSettings> module(String name) {
        return Optional.ofNullable(modules.get(name));
    }

    /** The cohort of a qualified name; empty if it is the name of a module. */
    public Optional<Cohort> cohort(String name) {
        return Optional.ofNullable(cohorts.get(Cohort.moduleOf(name))).flatMap(it -> it.find(name));
    }

    /** Whether another configuration differs only in stages. */
    boolean sameButForStages(Config other) {
        return mongo.equals(other.mongo)
                && postgres.equals(other.postgres)
                && stages.equals(other.stages)
                && process.equals(other.process)
                && cohorts.equals(other.cohorts)
                && withoutStages(modules).equals(withoutStages(other.modules));
    }

    private static Map<String, ModuleSettings> withoutStages(Map<String, ModuleSettings> modules) {
        Map<String, ModuleSettings> same = new HashMap<>();
        modules.forEach((name, it) -> same.put(name, it.with(Stage.LEGACY_ONLY, ShadowReadPolicy.cautious())));
        return same;
    }
}
