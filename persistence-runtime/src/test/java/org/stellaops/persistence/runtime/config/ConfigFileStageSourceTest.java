// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.stellaops.persistence.cutover.Stage;

class ConfigFileStageSourceTest {

    private static final String YAML = """
            persistence:
              mongo: { uri: "mongodb://db", database: d }
              postgres: { jdbc-url: "jdbc:postgresql://db/d", user: u }
              modules: { vuln: { stage: dual-write }, vex: { stage: legacy-only } }
            """;

    private final List<StageFileEvent> events = new CopyOnWriteArrayList<>();
    private final List<String> changes = new CopyOnWriteArrayList<>();

    @TempDir
    private Path folder;

    private Path file;
    private ConfigFileStageSource source;

    @BeforeEach
    void open() throws IOException {
        file = Files.writeString(folder.resolve("persistence.yaml"), YAML);
        source = ConfigFileStageSource.of(new ConfigFile(file, Map.of()), events::add);
        source.onChange((module, stage) -> changes.add(module + " " + stage));
    }

    @Test
    void theStagesOfTheFileAreKnownAtOnceAndAnUnknownModuleIsNamed() {
        assertThat(source.stageOf("vuln")).isEqualTo(Stage.DUAL_WRITE);
        assertThat(source.stageOf("vex")).isEqualTo(Stage.LEGACY_ONLY);
        assertThatThrownBy(() -> source.stageOf("audit"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("audit");
    }

    @Test
    void anEditIsTakenAtTheSecondLookAndReportedOnceForEachModule() throws IOException {
        Files.writeString(file, YAML.replace("dual-write", "shadow-read"));

        source.check();
        assertThat(source.stageOf("vuln")).isEqualTo(Stage.DUAL_WRITE);

        source.check();
        source.check();
        assertThat(source.stageOf("vuln")).isEqualTo(Stage.SHADOW_READ);
        assertThat(changes).containsExactly("vuln SHADOW_READ");
        assertThat(events)
                .containsExactly(new StageFileEvent.StageSet(file, "vuln", Stage.DUAL_WRITE, Stage.SHADOW_READ));
    }

    @Test
    void aFileThatIsRenamedIntoPlaceIsSeen() throws IOException {
        Path other = Files.writeString(folder.resolve("next.yaml"), YAML.replace("legacy-only", "dual-write"));
        Files.move(other, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);

        checkTwice();

        assertThat(changes).containsExactly("vex DUAL_WRITE");
    }

    @Test
    void aBadEditKeepsTheLastGoodStagesAndSaysWhyOnce() throws IOException {
        Files.writeString(file, YAML.replace("dual-write", "dual").replace("user: u", "usr: u"));

        checkTwice();
        checkTwice();

        assertThat(source.stageOf("vuln")).isEqualTo(Stage.DUAL_WRITE);
        assertThat(changes).isEmpty();
        assertThat(events)
                .singleElement()
                .isInstanceOfSatisfying(
                        StageFileEvent.EditRefused.class,
                        it -> assertThat(it.reason())
                                .contains(
                                        "modules.vuln.stage must be one of",
                                        "usr is no known key; did you mean user?"));
    }

    @Test
    void afterABadEditAGoodOneIsTaken() throws IOException {
        Files.writeString(file, "persistence: {");
        checkTwice();
        Files.writeString(file, YAML.replace("dual-write", "target-led"));
        checkTwice();

        assertThat(source.stageOf("vuln")).isEqualTo(Stage.TARGET_LED);
    }

    @Test
    void aModuleThatIsLeftOutAndAFileThatIsGoneChangeNothing() throws IOException {
        Files.writeString(
                file, YAML.replace(", vex: { stage: legacy-only }", "").replace("dual-write", "shadow-read"));
        checkTwice();
        Files.delete(file);
        checkTwice();

        assertThat(source.stageOf("vuln")).isEqualTo(Stage.DUAL_WRITE);
        assertThat(source.stageOf("vex")).isEqualTo(Stage.LEGACY_ONLY);
        assertThat(events)
                .extracting(it -> ((StageFileEvent.EditRefused) it).reason())
                .containsExactly(
                        "persistence.modules leaves out vex, which this process serves",
                        "the file is not there; check its path and the rights on its folders");
    }

    @Test
    void whatIsNoStageWaitsForTheNextStartAndIsSaid() throws IOException {
        Files.writeString(file, YAML.replace("user: u", "user: other").replace("legacy-only", "dual-write"));

        checkTwice();

        assertThat(events)
                .containsExactly(
                        new StageFileEvent.OtherChangesWait(file),
                        new StageFileEvent.StageSet(file, "vex", Stage.LEGACY_ONLY, Stage.DUAL_WRITE));
    }

    @Test
    void aListenerThatThrowsDoesNotKeepTheNextModuleFromMoving() throws IOException {
        source.onChange((module, stage) -> {
            throw new IllegalStateException("may not move");
        });
        source.onChange((module, stage) -> changes.add("after " + module));
        Files.writeString(file, YAML.replace("dual-write", "shadow-read").replace("legacy-only", "dual-write"));

        checkTwice();

        assertThat(changes).containsExactly("vex DUAL_WRITE", "after vex", "vuln SHADOW_READ", "after vuln");
    }

    @Test
    void aStageThatIsReportedIsInForce() throws IOException {
        source.onChange((module, stage) -> changes.add("asked " + source.stageOf(module)));
        Files.writeString(file, YAML.replace("dual-write", "shadow-read"));

        checkTwice();

        assertThat(changes).containsExactly("vuln SHADOW_READ", "asked SHADOW_READ");
    }

    @Test
    void aStartedSourceLooksByItselfUntilItIsClosed() throws IOException {
        source.start(Duration.ofMillis(5));
        Files.writeString(file, YAML.replace("dual-write", "shadow-read"));

        Awaitility.await().until(() -> source.stageOf("vuln") == Stage.SHADOW_READ);
        source.close();
        source.close();

        Awaitility.await()
                .until(() -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(it -> it.getName().equals("persistence-stages")));
    }

    private void checkTwice() {
        source.check();
        source.check();
    }
}
