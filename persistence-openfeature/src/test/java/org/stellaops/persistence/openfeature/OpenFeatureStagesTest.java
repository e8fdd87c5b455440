// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.openfeature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.openfeature.sdk.Client;
import dev.openfeature.sdk.ImmutableContext;
import dev.openfeature.sdk.OpenFeatureAPI;
import dev.openfeature.sdk.Value;
import dev.openfeature.sdk.providers.memory.Flag;
import dev.openfeature.sdk.providers.memory.InMemoryProvider;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.entity.Entity;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.Id;
import org.stellaops.persistence.runtime.ModuleDescriptor;
import org.stellaops.persistence.runtime.Persistence;
import org.stellaops.persistence.runtime.config.Config;
import org.stellaops.persistence.testkit.engine.MongoDatabaseName;
import org.stellaops.persistence.testkit.engine.MongoExtension;
import org.stellaops.persistence.testkit.engine.PostgresDatabase;
import org.stellaops.persistence.testkit.engine.PostgresExtension;

/** With the provider that the SDK brings, which keeps flags in memory. */
@ExtendWith({MongoExtension.class, PostgresExtension.class})
class OpenFeatureStagesTest {

    @Entity(module = "shop", table = "orders")
    record Order(@Id String id, String customer) {}

    private final InMemoryProvider provider = new InMemoryProvider(Map.of());
    private final OpenFeatureAPI api = OpenFeatureAPI.getInstance();
    private Client client;

    @BeforeEach
    void use() throws Exception {
        api.setProviderAndWait("stages", provider);
        client = api.getClient("stages");
    }

    @AfterEach
    void shutDown() {
        api.shutdown();
    }

    @Test
    void aModuleFollowsItsFlagAndStaysWhereItIsWhenTheFlagIsGoneOrWrong(
            MongoDatabaseName mongo, PostgresDatabase postgres) throws Exception {
        try (Persistence persistence = open(mongo, postgres)) {
            assertThat(persistence.module("shop").stage()).isEqualTo(Stage.LEGACY_ONLY);

            flag("persistence-stage-shop", "dual-write");
            await().atMost(Duration.ofMinutes(1))
                    .until(() -> persistence.module("shop").stage() == Stage.DUAL_WRITE);

            flag("persistence-stage-shop", "sideways");
            provider.updateFlags(Map.of());
            flag("persistence-stage-shop", "shadow-read");
            await().atMost(Duration.ofMinutes(1))
                    .until(() -> persistence.module("shop").stage() == Stage.SHADOW_READ);
            assertThat(persistence.health().tasks()).isNotEmpty().allMatch(it -> it.alive());
        }
    }

    @Test
    void aFlagThatTheProviderDoesNotKnowIsNoneAndAnotherKindOfFlagIsAnError() throws Exception {
        OpenFeatureStages stages = OpenFeatureStages.of(client);
        assertThat(stages.stageOf("shop")).isEmpty();

        Map<String, Flag<?>> numbers = new HashMap<>();
        numbers.put(
                "persistence-stage-shop",
                Flag.builder().variant("on", 7).defaultVariant("on").build());
        provider.updateFlags(numbers);
        assertThatThrownBy(() -> stages.stageOf("shop"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("persistence-stage-shop")
                .hasMessageContaining("TYPE_MISMATCH");
    }

    @Test
    void keysAndContextAreTheApplications() throws Exception {
        Flag<String> byRegion = Flag.<String>builder()
                .variant("eu", "dual-write")
                .variant("other", "legacy-only")
                .defaultVariant("other")
                .contextEvaluator((flag, context) -> {
                    Value region = context.getValue("region");
                    return region != null && "eu".equals(region.asString()) ? "dual-write" : "legacy-only";
                })
                .build();
        provider.updateFlags(Map.of("stages/shop", byRegion));
        OpenFeatureStages stages = OpenFeatureStages.of(client).withKeys("stages/"::concat);

        assertThat(stages.stageOf("shop")).contains("legacy-only");
        assertThat(stages.withContext(new ImmutableContext(Map.of("region", new Value("eu"))))
                        .stageOf("shop"))
                .contains("dual-write");
    }

    private void flag(String key, String stage) throws Exception {
        provider.updateFlag(
                key, Flag.builder().variant("now", stage).defaultVariant("now").build());
    }

    private Persistence open(MongoDatabaseName mongo, PostgresDatabase postgres) {
        String yaml = """
                persistence:
                  mongo: { uri: "%s", database: %s }
                  postgres: { security: { login: warn }, jdbc-url: "%s", user: "%s", password: "${PG_PASSWORD}" }
                  stages: { poll-interval: 100ms }
                  modules:
                    shop: { stage: legacy-only }
                """.formatted(mongo.connectionString(), mongo.name(), postgres.jdbcUrl(), postgres.user());
        return Persistence.builder(Config.parse(yaml, Map.of("PG_PASSWORD", postgres.password())))
                .modules(ModuleDescriptor.of("shop", EntityType.of(Order.class)))
                .stageFlags(OpenFeatureStages.of(client))
                .open();
    }
}
