import com.fasterxml.jackson.databind.ObjectMapper;
import com.mongodb.MongoClientSettings;
import com.zaxxer.hikari.HikariConfig;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.security.CodeSource;
import java.util.List;
import java.util.Map;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.gate.StageGate;
import org.stellaops.persistence.entity.Entity;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.Id;
import org.stellaops.persistence.runtime.ModuleDescriptor;
import org.stellaops.persistence.runtime.Persistence;
import org.stellaops.persistence.runtime.config.Config;
import org.stellaops.persistence.testkit.engine.MongoDatabaseName;
import org.stellaops.persistence.testkit.engine.MongoEngine;
import org.stellaops.persistence.testkit.engine.PostgresDatabase;
import org.stellaops.persistence.testkit.engine.PostgresEngine;

/** A module walks all stages, with its meters, on whatever versions are on the class path. */
public final class Smoke {

    @Entity(module = "desk", table = "notes")
    public record Note(@Id String noteId, String body) {}

    public static void main(String[] args) {
        MongoDatabaseName mongo = MongoEngine.start().createDatabase();
        PostgresDatabase postgres = PostgresEngine.start().createDatabase("smoke");
        String yaml = """
                persistence:
                  mongo: { uri: "%s", database: %s }
                  postgres: { jdbc-url: "%s", user: "%s", password: "%s" }
                  stages: { follow-interval: 100ms }
                  modules: { desk: { stage: legacy-only, reconciler: { every: 100ms } } }
                """.formatted(mongo.connectionString(), mongo.name(), postgres.jdbcUrl(), postgres.user(), postgres.password());
        MeterRegistry meters = new SimpleMeterRegistry();
        int writes = 0;
        try (Persistence persistence = Persistence.builder(Config.parse(yaml, Map.of()))
                .modules(ModuleDescriptor.of("desk", EntityType.of(Note.class)))
                .gates(StageGate.none())
                .meters(meters)
                .open()) {
            put(persistence, "legacy-only", writes++);
            for (Stage next : Stage.LEGACY_ONLY.walkTo(Stage.TARGET_ONLY)) {
                require(persistence.module("desk").moveTo(next).isMoved(), "moving to " + next);
                if (next == Stage.DUAL_WRITE) {
                    persistence.module("desk").backfill();
                }
                put(persistence, next.configName(), writes++);
                if (next == Stage.SHADOW_READ) {
                    persistence.module("desk").verify();
                }
            }
            require(persistence.store(Note.class).find("legacy-only").isPresent(), "finding the first record");
            require(persistence.health().modules().get(0).tasks().stream().allMatch(it -> it.failures() == 0), "background tasks without a failure");
        }
        long timers = meters.getMeters().stream().filter(it -> it.getId().getName().startsWith("persistence.")).count();
        require(timers >= 5, "meters of the library, but there are " + timers);
        System.out.println("smoke: stages=6 writes=" + writes + " meters=" + timers + " on " + String.join(" ", List.of(
                jar(MeterRegistry.class), jar(MongoClientSettings.class), jar(ObjectMapper.class),
                jar(HikariConfig.class), jar(org.postgresql.Driver.class))));
        System.exit(0);
    }

    private static void put(Persistence persistence, String id, int number) {
        require(persistence.store(Note.class).put(new Note(id, "body " + number), Precondition.none()).isApplied(), "writing " + id);
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }

    private static String jar(Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        String path = source == null ? "?" : source.getLocation().getPath();
        return path.substring(path.lastIndexOf('/') + 1).replace(".jar", "");
    }
}
