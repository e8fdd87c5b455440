// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.cutover.StageSource;

class FlaggedStagesTest {

    private final Configured configured = new Configured();
    private final Map<String, String> flags = new HashMap<>();
    private final List<String> heard = new ArrayList<>();
    private boolean away;

    @Test
    void aModuleWithoutAFlagHasItsConfiguredStageAndFollowsIt() {
        FlaggedStages stages = open();
        assertThat(stages.stageOf("shop")).isEqualTo(Stage.DUAL_WRITE);

        configured.set("shop", Stage.SHADOW_READ);
        assertThat(heard).containsExactly("shop SHADOW_READ");
        assertThat(stages.stageOf("shop")).isEqualTo(Stage.SHADOW_READ);
    }

    @Test
    void aFlagIsOverTheConfigurationFromItsFirstReadingOn() {
        flags.put("shop", "shadow-read");
        FlaggedStages stages = open();
        assertThat(stages.stageOf("shop")).isEqualTo(Stage.SHADOW_READ);
        assertThat(stages.stageOf("vuln")).isEqualTo(Stage.DUAL_WRITE);

        configured.set("shop", Stage.LEGACY_ONLY);
        assertThat(heard).isEmpty();
        flags.put("shop", "target-led");
        stages.check();
        stages.check();
        assertThat(heard).containsExactly("shop TARGET_LED");
    }

    @Test
    void aFlagThatIsGoneWrongOrAwayLeavesTheLastStage() {
        flags.put("shop", "shadow-read");
        FlaggedStages stages = open();

        flags.remove("shop");
        stages.check();
        flags.put("shop", "Shadow Read");
        stages.check();
        away = true;
        stages.check();
        assertThat(heard).isEmpty();
        assertThat(stages.stageOf("shop")).isEqualTo(Stage.SHADOW_READ);

        away = false;
        flags.put("shop", "dual-write");
        stages.check();
        assertThat(heard).containsExactly("shop DUAL_WRITE");
    }

    @Test
    void flagsThatAreAwayAtTheStartLeaveTheConfiguredStage() {
        away = true;
        FlaggedStages stages = open();
        assertThat(stages.stageOf("shop")).isEqualTo(Stage.DUAL_WRITE);

        away = false;
        flags.put("shop", "dual-write");
        stages.check();
        assertThat(heard).isEmpty();
    }

    @Test
    void aListenerThatFailsKeepsNoOtherFromHearing() {
        FlaggedStages stages = new FlaggedStages(configured, List.of("shop", "vuln"), this::flag);
        stages.onChange((module, stage) -> {
            throw new IllegalStateException("refused");
        });
        stages.onChange((module, stage) -> heard.add(module));
        flags.put("shop", "shadow-read");
        flags.put("vuln", "shadow-read");
        stages.check();
        assertThat(heard).containsExactly("shop", "vuln");
    }

    private FlaggedStages open() {
        FlaggedStages stages = new FlaggedStages(configured, List.of("shop", "vuln"), this::flag);
        stages.onChange((module, stage) -> heard.add(module + " " + stage));
        return stages;
    }

    private Optional<String> flag(String module) {
        if (away) {
            throw new IllegalStateException("the flags are away");
        }
        return Optional.ofNullable(flags.get(module));
    }

    /** Stages that a test sets. */
    private static final class Configured implements StageSource {

        private final Map<String, Stage> stages = new HashMap<>();
        private final List<BiConsumer<String, Stage>> listeners = new ArrayList<>();

        void set(String module, Stage stage) {
            stages.put(module, stage);
            listeners.forEach(it -> it.accept(module, stage));
        }

        @Override
        public Stage stageOf(String module) {
            return stages.getOrDefault(module, Stage.DUAL_WRITE);
        }

        @Override
        public void onChange(BiConsumer<String, Stage> listener) {
            listeners.add(listener);
        }

        @Override
        public void close() {
            // Nothing to release.
        }
    }
}
