package org.stellaops.persistence.modules.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.modules.config.Config.StageOrigin;
import org.stellaops.persistence.modules.config.ModuleSettings.Follower;
import org.stellaops.persistence.modules.config.ModuleSettings.FollowerWrites;
import org.stellaops.persistence.modules.config.ModuleSettings.ShadowRead;

/** Reads a configuration from YAML, to the end, however much of it is wrong. */
final class ConfigReader {

    private static final ObjectMapper YAML = YAMLMapper.builder(YAMLFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .build();

    private static final Duration LONGEST_TIMEOUT = Duration.ofMinutes(10);
    private static final Duration LONGEST_SHADOW_READ = Duration.ofSeconds(30);
    private static final int MOST_CONNECTIONS = 1_000;
    private static final int MOST_THREADS = 256;
    private static final int LONGEST_QUEUE = 1_000_000;

    private static final Map<String, Boolean> SWITCH = ordered("true", true, "false", false);
    private static final Map<String, FollowerWrites> FOLLOWER_WRITES =
            ordered("sync", FollowerWrites.SYNC, "async", FollowerWrites.ASYNC);

    private final List<String> problems = new ArrayList<>();

    private ConfigReader() {}

    static Config read(String origin, String yaml, Map<String, String> environment) {
        ConfigReader reader = new ConfigReader();
        Section root = new Section("", reader.tree(origin, yaml), new Placeholders(environment), reader.problems);
        Section persistence = root.section("persistence");
        root.done();
        Config config = reader.config(persistence);
        if (!reader.problems.isEmpty()) {
            throw new ConfigException(origin, reader.problems);
        }
        return config;
    }

    private JsonNode tree(String origin, String yaml) {
        try {
            return YAML.readTree(yaml);
        } catch (JsonProcessingException e) {
            // The parser's own message quotes the file, and with it perhaps a password.
            var at = e.getLocation();
            String where = at == null ? "" : " near line " + at.getLineNr() + ", column " + at.getColumnNr();
            String what = String.valueOf(e.getOriginalMessage()).startsWith("Duplicate")
                    ? "a key is there twice"
                    : "the text is not YAML";
            throw new ConfigException(origin, List.of(what + where));
        }
    }

    private Config config(Section persistence) {
        MongoSettings mongo = mongo(persistence.section("mongo"));
        PostgresSettings postgres = postgres(persistence.section("postgres"));
        Config.Stages stages = stages(persistence.section("stages"));
        Map<String, ModuleSettings> modules = modules(persistence.section("modules"));
        persistence.done();
        return new Config(mongo, postgres, stages, modules, Optional.empty());
    }

    private static MongoSettings mongo(Section section) {
        String uri = section.required(
                "uri", "mongodb://localhost:27017, or ${MONGO_URI} to keep its password out of the file");
        if (!uri.isEmpty() && !uri.matches("(?s)mongodb(\\+srv)?://.+")) {
            section.problem("uri", "must begin with mongodb:// or mongodb+srv://");
        }
        MongoSettings mongo = new MongoSettings(
                uri,
                section.required("database", "stellaops"),
                section.duration("connect-timeout", Duration.ofSeconds(3), LONGEST_TIMEOUT),
                section.duration("server-selection-timeout", Duration.ofSeconds(5), LONGEST_TIMEOUT),
                section.duration("deadline", Duration.ofSeconds(10), LONGEST_TIMEOUT),
                section.integer("max-pool-size", 32, 1, MOST_CONNECTIONS),
                section.choice("linearizable-reads", SWITCH).orElse(true));
        section.done();
        return mongo;
    }

    private static PostgresSettings postgres(Section section) {
        String jdbcUrl = section.required("jdbc-url", "jdbc:postgresql://localhost:5432/stellaops");
        if (!jdbcUrl.isEmpty() && !jdbcUrl.startsWith("jdbc:postgresql:")) {
            section.problem("jdbc-url", "must begin with jdbc:postgresql:");
        }
        if (jdbcUrl.matches(".*[?&](user|password)=.*")) {
            section.problem("jdbc-url", "must not hold user or password; they have keys of their own");
        }
        Section pool = section.section("pool");
        PostgresSettings postgres = new PostgresSettings(
                jdbcUrl,
                section.required("user", "stellaops"),
                section.text("password").orElse(""),
                section.duration("connect-timeout", Duration.ofSeconds(3), LONGEST_TIMEOUT),
                section.duration("deadline", Duration.ofSeconds(10), LONGEST_TIMEOUT),
                new PostgresSettings.Pool(pool.integer("max-size", 8, 1, MOST_CONNECTIONS)));
        pool.done();
        section.done();
        return postgres;
    }

    private static Config.Stages stages(Section section) {
        Config.Stages stages = new Config.Stages(
                section.choice("source", Map.of("config", StageOrigin.CONFIG)).orElse(StageOrigin.CONFIG),
                section.duration("poll-interval", Duration.ofMillis(500), LONGEST_TIMEOUT));
        section.done();
        return stages;
    }

    private static Map<String, ModuleSettings> modules(Section section) {
        Map<String, ModuleSettings> modules = new LinkedHashMap<>();
        for (String name : section.names()) {
            if (!name.matches("[a-z][a-z0-9_]{0,55}")) {
                section.problem(name, "must be lower-case letters, digits and underscores, as the module's schema");
            }
            modules.put(name, module(section.section(name)));
        }
        if (modules.isEmpty()) {
            section.problem("<name>", "is missing; name each module, such as vuln: { stage: legacy-only }");
        }
        return modules;
    }

    private static ModuleSettings module(Section section) {
        section.require("stage", "legacy-only");
        Optional<Stage> stage = section.choice("stage", stageNames());
        ModuleSettings module = new ModuleSettings(
                stage.orElse(Stage.LEGACY_ONLY),
                shadowRead(section.section("shadow-read")),
                section.choice("follower-writes", FOLLOWER_WRITES).orElse(FollowerWrites.SYNC),
                follower(section.section("follower")),
                section.text("mongo-database"));
        section.done();
        return module;
    }

    private static ShadowRead shadowRead(Section section) {
        ShadowRead shadowRead = new ShadowRead(
                section.share("sample-rate", 0.01),
                section.duration("timeout", Duration.ofMillis(250), LONGEST_SHADOW_READ),
                section.integer("max-in-flight", 8, 1, MOST_THREADS));
        section.done();
        return shadowRead;
    }

    private static Follower follower(Section section) {
        Follower follower = new Follower(
                section.duration("deadline", Duration.ofSeconds(2), LONGEST_TIMEOUT),
                section.integer("threads", 4, 1, MOST_THREADS),
                section.integer("queue", 1_000, 1, LONGEST_QUEUE));
        section.done();
        return follower;
    }

    private static Map<String, Stage> stageNames() {
        Map<String, Stage> names = new LinkedHashMap<>();
        for (Stage stage : Stage.values()) {
            names.put(stage.configName(), stage);
        }
        return names;
    }

    private static <T> Map<String, T> ordered(String first, T firstValue, String second, T secondValue) {
        Map<String, T> map = new LinkedHashMap<>();
        map.put(first, firstValue);
        map.put(second, secondValue);
        return map;
    }
}
