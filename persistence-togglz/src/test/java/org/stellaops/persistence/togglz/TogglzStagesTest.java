// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.togglz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Map;
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
import org.togglz.core.Feature;
import org.togglz.core.manager.FeatureManager;
import org.togglz.core.manager.FeatureManagerBuilder;
import org.togglz.core.repository.FeatureState;
import org.togglz.core.repository.mem.InMemoryStateRepository;
import org.togglz.core.util.NamedFeature;

@ExtendWith({MongoExtension.class, PostgresExtension.class})
class TogglzStagesTest {

    private static final Feature FEATURE = new NamedFeature("PERSISTENCE_STAGE_SHOP");

    @Entity(module = "shop", table = "orders")
    record Order(@Id String id, String customer) {}

    private enum Own implements Feature {
        ORDERS_MOVE
    }

    private final FeatureManager manager = new FeatureManagerBuilder()
            .featureEnum(Own.class)
            .stateRepository(new InMemoryStateRepository())
            .build();

    @Test
    void aModuleFollowsItsFeatureAndStaysWhereItIsWhenTheFeatureIsDisabled(
            MongoDatabaseName mongo, PostgresDatabase postgres) {
        try (Persistence persistence = open(mongo, postgres)) {
            assertThat(persistence.module("shop").stage()).isEqualTo(Stage.LEGACY_ONLY);

            ask("dual-write", true);
            await().atMost(Duration.ofMinutes(1))
                    .until(() -> persistence.module("shop").stage() == Stage.DUAL_WRITE);

            ask("legacy-only", false);
            ask("shadow-read", true);
            await().atMost(Duration.ofMinutes(1))
                    .until(() -> persistence.module("shop").stage() == Stage.SHADOW_READ);
        }
    }

    @Test
    void aFeatureThatIsDisabledOrHasAnotherStrategyAsksForNothing() {
        TogglzStages stages = TogglzStages.of(manager);
        assertThat(stages.stageOf("shop")).isEmpty();

        ask("dual-write", false);
        assertThat(stages.stageOf("shop")).isEmpty();
        manager.setFeatureState(
                new FeatureState(FEATURE, true).setStrategyId("gradual").setParameter("stage", "dual-write"));
        assertThat(stages.stageOf("shop")).isEmpty();
        ask("dual-write", true);
        assertThat(stages.stageOf("shop")).contains("dual-write");
    }

    @Test
    void featuresMayBeTheApplicationsOwnAndTheConsoleRefusesWhatIsNoStage() {
        manager.setFeatureState(state(Own.ORDERS_MOVE, "target-led", true));
        assertThat(TogglzStages.of(manager)
                        .withFeatures(module -> Own.ORDERS_MOVE)
                        .stageOf("shop"))
                .contains("target-led");

        assertThat(manager.getActivationStrategies())
                .filteredOn(it -> it.getId().equals(StageStrategy.ID))
                .singleElement()
                .satisfies(it -> {
                    assertThat(it.getParameters()[0].isValid("shadow-read")).isTrue();
                    assertThat(it.getParameters()[0].isValid("sideways")).isFalse();
                });
    }

    private void ask(String stage, boolean enabled) {
        manager.setFeatureState(state(FEATURE, stage, enabled));
    }

    private static FeatureState state(Feature feature, String stage, boolean enabled) {
        return new FeatureState(feature, enabled)
                .setStrategyId(StageStrategy.ID)
                .setParameter(StageStrategy.STAGE, stage);
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
                .stageFlags(TogglzStages.of(manager))
                .open();
    }
}
