// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.runtime.config.Config;
import org.stellaops.persistence.runtime.config.ConfigException;

/** The library's keys in Spring's environment: its names, its placeholders, its order, and every problem at once. */
class EnvironmentConfigTest {

    private static final EnvironmentConfig.Beans NO_BEANS = new EnvironmentConfig.Beans(false, false);
    private static final EnvironmentConfig.Beans BOTH = new EnvironmentConfig.Beans(true, true);

    private final Map<String, Object> process = new HashMap<>();
    private final Map<String, Object> file = new HashMap<>(Map.of(
            "persistence.mongo.uri", "mongodb://localhost",
            "persistence.mongo.database", "${DB:shop}",
            "persistence.postgres.jdbc-url", "jdbc:postgresql://localhost/shop",
            "persistence.postgres.user", "shop",
            "persistence.modules.shop.stage", "legacy-only"));

    private EnvironmentConfig environment(EnvironmentConfig.Beans beans) {
        MutablePropertySources sources = new MutablePropertySources();
        sources.addLast(new SystemEnvironmentPropertySource("systemEnvironment", process));
        sources.addLast(new MapPropertySource("file", file));
        return new EnvironmentConfig(sources, beans);
    }

    private Config read() {
        return Config.of(environment(NO_BEANS));
    }

    @Test
    void namesOfTheProcessEnvironmentAreTheKeysOfTheFile() {
        process.put("PERSISTENCE_POSTGRES_JDBCURL", "jdbc:postgresql://elsewhere/shop");
        process.put("PERSISTENCE_MODULES_SHOP_STAGE", "dual-write");
        process.put("PERSISTENCE_MODULES_SHOP_SHADOWREAD_SAMPLERATE", "0.5");
        assertThat(read().postgres().jdbcUrl()).isEqualTo("jdbc:postgresql://elsewhere/shop");
        assertThat(read().module("shop").orElseThrow().stage()).isEqualTo(Stage.DUAL_WRITE);
        assertThat(read().module("shop").orElseThrow().shadowRead().sampleRate())
                .isEqualTo(0.5);
    }

    @Test
    void otherNamesOfTheProcessEnvironmentBelongToSomethingElse() {
        process.put("PERSISTENCE_TEST_POSTGRES_URL", "jdbc:postgresql://elsewhere");
        assertThat(read().modules()).containsOnlyKeys("shop");
    }

    @Test
    void placeholdersAreThoseOfSpring() {
        assertThat(read().mongo().orElseThrow().database()).isEqualTo("shop");
        process.put("DB", "other");
        assertThat(read().mongo().orElseThrow().database()).isEqualTo("other");
    }

    @Test
    void everyProblemIsNamedAtOnceAndNoSecret() {
        file.put("persistence.postgres.pool.max-size", "${SIZE}");
        file.put("persistence.postgres.password", "hunter2${NOT_SET}");
        file.put("persistence.modules.shop.stage", "shadow-reed");
        file.put("persistence.mongo.databse", "shop");
        process.put("SIZE", "secret-size");
        assertThatThrownBy(this::read)
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("the Spring environment")
                .hasMessageContaining("persistence.postgres.pool.max-size must be a whole number")
                .hasMessageContaining("persistence.postgres.password holds a placeholder that cannot be replaced")
                .hasMessageContaining("persistence.modules.shop.stage must be one of")
                .hasMessageContaining("shadow-read")
                .hasMessageContaining("persistence.mongo.databse is no known key")
                .hasMessageNotContaining("secret-size")
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void emptySectionsAreSections() {
        assertThat(read().module("shop").orElseThrow().tombstones()).isEmpty();
        file.put("persistence.modules.shop.tombstones", "");
        assertThat(read().module("shop").orElseThrow().tombstones()).isPresent();
    }

    @Test
    void beansOfTheApplicationStandInForMissingAddresses() {
        assertThat(Config.of(environment(BOTH)).postgres().hasAddress()).isTrue();
        file.keySet().removeAll(List.of("persistence.mongo.uri", "persistence.postgres.jdbc-url"));
        file.remove("persistence.postgres.user");
        Config config = Config.of(environment(BOTH));
        assertThat(config.postgres().hasAddress()).isFalse();
        assertThat(config.mongo().orElseThrow().hasAddress()).isFalse();
        assertThatThrownBy(this::read)
                .hasMessageContaining("persistence.postgres.jdbc-url is missing")
                .hasMessageContaining("persistence.mongo.uri is missing");
    }

    @Test
    void anEditCountsWhenItIsSeenTwiceAndIsValid() {
        List<Stage> asked = new ArrayList<>();
        EnvironmentConfig first = environment(NO_BEANS);
        try (EnvironmentStages stages = new EnvironmentStages(Config.of(first), first, () -> environment(NO_BEANS))) {
            stages.onChange((module, stage) -> asked.add(stage));
            file.put("persistence.modules.shop.stage", "dual-write");
            stages.check();
            assertThat(asked).isEmpty();
            stages.check();
            assertThat(asked).containsExactly(Stage.DUAL_WRITE);

            file.put("persistence.modules.shop.stage", "no-stage");
            stages.check();
            stages.check();
            assertThat(stages.stageOf("shop")).isEqualTo(Stage.DUAL_WRITE);
            file.remove("persistence.modules.shop.stage");
            stages.check();
            stages.check();
            assertThat(stages.stageOf("shop")).isEqualTo(Stage.DUAL_WRITE);
            assertThat(asked).hasSize(1);
        }
    }
}
