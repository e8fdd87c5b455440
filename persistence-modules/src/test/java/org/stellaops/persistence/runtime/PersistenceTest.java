// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stellaops.persistence.EntityStore;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent;
import org.stellaops.persistence.dualwrite.gate.MoveResult;
import org.stellaops.persistence.dualwrite.gate.StageGate;
import org.stellaops.persistence.dualwrite.repair.RepairResult;
import org.stellaops.persistence.dualwrite.verify.Verdict;
import org.stellaops.persistence.dualwrite.verify.VerificationReport;
import org.stellaops.persistence.entity.Document;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.modules.vuln.Advisories;
import org.stellaops.persistence.modules.vuln.Osv;
import org.stellaops.persistence.modules.vuln.OsvLine;
import org.stellaops.persistence.runtime.config.Config;
import org.stellaops.persistence.runtime.config.ConfigException;
import org.stellaops.persistence.runtime.config.ModuleSettings;
import org.stellaops.persistence.runtime.config.StageFileEvent;
import org.stellaops.persistence.spi.LegacyBackend;
import org.stellaops.persistence.spi.TargetBackend;
import org.stellaops.persistence.testkit.memory.MemoryLegacyBackend;
import org.stellaops.persistence.testkit.memory.MemoryTargetBackend;

class PersistenceTest {

    private static final String YAML = """
            persistence:
              mongo: { uri: "mongodb://db", database: d }
              postgres: { jdbc-url: "jdbc:postgresql://db/d", user: u }
              stages: { poll-interval: 5ms }
              modules: { vuln: { stage: dual-write } }
            """;

    private record Stranger(String name) {}

    private final MemoryLegacyBackend legacy = new MemoryLegacyBackend();
    private final MemoryTargetBackend target = new MemoryTargetBackend();
    private final List<DualWriteEvent> events = new CopyOnWriteArrayList<>();
    private final List<StageFileEvent> fileEvents = new CopyOnWriteArrayList<>();

    @TempDir
    private Path folder;

    @Test
    void anAdvisoryGoesFromTheLeaderToTheFollower() {
        try (Persistence persistence = open(Config.parse(YAML, Map.of()))) {
            OsvLine.Advisory advisory = (OsvLine.Advisory) Osv.read("{\"id\":\"A-1\",\"aliases\":[\"CVE-1\"],\"x\":1}");
            EntityStore<Document> advisories = persistence.store(Advisories.TYPE);

            assertThat(advisories
                            .put(new Document("A-1", advisory.content()), Precondition.absent())
                            .isApplied())
                    .isTrue();

            PersistenceModule vuln = persistence.module("vuln");
            assertThat(vuln.dualWrite().drain(java.time.Duration.ofSeconds(10))).isTrue();
            assertThat(target.store(Advisories.TYPE).find(advisory.key())).isPresent();
            assertThat(vuln.verify()).extracting(VerificationReport::verdict).containsExactly(Verdict.PASS);
            assertThat(vuln.repair(Advisories.TYPE, advisory.key())).isInstanceOf(RepairResult.NothingToDo.class);
            assertThat(events).hasAtLeastOneElementOfType(DualWriteEvent.WriteCompleted.class);
        }
    }

    @Test
    void onceTheTargetLeadsItIsReadComparedAndRepairedFrom() {
        Config config = Config.parse(
                YAML.replace("stage: dual-write", "stage: dual-write, shadow-read: { sample-rate: 1.0 }"), Map.of());
        try (Persistence persistence = open(config)) {
            OsvLine.Advisory advisory = (OsvLine.Advisory) Osv.read("{\"id\":\"A-1\"}");
            assertThat(persistence
                            .store(Advisories.TYPE)
                            .put(new Document("A-1", advisory.content()), Precondition.absent())
                            .isApplied())
                    .isTrue();
            PersistenceModule vuln = persistence.module("vuln");
            for (Stage next : vuln.stage().walkTo(Stage.TARGET_LED)) {
                assertThat(vuln.moveTo(next)).isInstanceOf(MoveResult.Moved.class);
            }
            assertThat(legacy.store(Advisories.TYPE).injected().remove(advisory.key()))
                    .isTrue();

            assertThat(persistence.records(Advisories.TYPE).find(advisory.key()))
                    .isPresent();
            Awaitility.await().until(() -> !vuln.divergences().open().isEmpty());
            assertThat(vuln.verify()).singleElement().satisfies(it -> {
                assertThat(it.stage()).isEqualTo(Stage.TARGET_LED);
                assertThat(it.verdict()).isEqualTo(Verdict.FAIL);
            });
            assertThat(vuln.repair(Advisories.TYPE, advisory.key())).isInstanceOf(RepairResult.Repaired.class);
            assertThat(legacy.store(Advisories.TYPE).find(advisory.key())).isPresent();
        }
    }

    @Test
    void anEditOfTheFileMovesTheModuleAndABadOneDoesNot() throws IOException {
        Path file = Files.writeString(folder.resolve("p.yaml"), YAML);
        try (Persistence persistence = open(Config.load(file, Map.of()))) {
            Files.writeString(file, YAML.replace("dual-write", "shadow-read"));
            Awaitility.await().until(() -> persistence.module("vuln").stage() == Stage.SHADOW_READ);

            Files.writeString(file, YAML.replace("dual-write", "no-stage"));
            Awaitility.await().until(() -> fileEvents.stream().anyMatch(StageFileEvent.EditRefused.class::isInstance));
            assertThat(persistence.module("vuln").stage()).isEqualTo(Stage.SHADOW_READ);
        }
    }

    @Test
    void anEditThatSkipsAStageIsRefusedByTheModule() throws IOException {
        Path file = Files.writeString(folder.resolve("p.yaml"), YAML);
        try (Persistence persistence = open(Config.load(file, Map.of()))) {
            Files.writeString(file, YAML.replace("dual-write", "target-only"));

            Awaitility.await().until(() -> events.stream().anyMatch(DualWriteEvent.StageRefused.class::isInstance));
            assertThat(persistence.module("vuln").stage()).isEqualTo(Stage.DUAL_WRITE);
        }
    }

    @Test
    void aModuleThatTheConfigurationDoesNotNameIsRefusedBeforeAnythingIsOpened() {
        Config config = Config.parse(YAML.replace("vuln:", "vex:"), Map.of());

        assertThatThrownBy(() -> open(config))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(
                        "persistence.modules.vuln is missing; add it, such as vuln: { stage: legacy-only }");
    }

    @Test
    void modulesThatWouldShareACollectionAreRefusedUnlessTheirDatabasesDiffer() {
        ModuleDescriptor shop = ModuleDescriptor.of(
                "shop",
                EntityType.builder("shop", "orders")
                        .collection(Advisories.TYPE.collection() + "_tombstones")
                        .build());
        String both = "modules: { vuln: { stage: dual-write }, shop: { stage: dual-write%s } }";
        String shared = YAML.replace("modules: { vuln: { stage: dual-write } }", String.format(both, ""));
        String apart =
                YAML.replace("modules: { vuln: { stage: dual-write } }", String.format(both, ", mongo-database: e"));

        assertThatThrownBy(
                        () -> open(Config.parse(shared, Map.of()), ModuleDescriptor.of("vuln", Advisories.TYPE), shop))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("modules vuln and shop both use the collection d.advisories_tombstones");
        try (Persistence persistence =
                open(Config.parse(apart, Map.of()), ModuleDescriptor.of("vuln", Advisories.TYPE), shop)) {
            assertThat(persistence.module("shop").stage()).isEqualTo(Stage.DUAL_WRITE);
        }
    }

    @Test
    void aStageThatDoesNotFitTheStoresIsRefusedAndEverythingIsClosedAgain() {
        Config config = Config.parse(YAML.replace("dual-write", "target-led"), Map.of());

        assertThatThrownBy(() -> open(config))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("neither store knows the module");
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(it -> it.startsWith("persistence-vuln"));
    }

    @Test
    void whatWasNotOpenedIsNamed() {
        try (Persistence persistence = open(Config.parse(YAML, Map.of()))) {
            assertThatThrownBy(() -> persistence.module("vex")).hasMessageContaining("vex was not opened");
            assertThatThrownBy(() -> persistence.store(Stranger.class))
                    .hasMessageContaining("add EntityType.of(Stranger.class)");
        }
    }

    private Persistence open(Config config) {
        return open(config, ModuleDescriptor.of("vuln", Advisories.TYPE));
    }

    private Persistence open(Config config, ModuleDescriptor... modules) {
        return Persistence.builder(config)
                .modules(modules)
                .backends(new MemoryBackends())
                .meters(new SimpleMeterRegistry())
                .gates(StageGate.none())
                .listener(events::add)
                .stageFileListener(fileEvents::add)
                .open();
    }

    private final class MemoryBackends implements Backends {

        @Override
        public LegacyBackend legacy(ModuleDescriptor module, ModuleSettings settings) {
            return legacy;
        }

        @Override
        public TargetBackend target(ModuleDescriptor module, ModuleSettings settings) {
            return target;
        }
    }
}
