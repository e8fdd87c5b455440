// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.stellaops.persistence.cutover.Stage;

/** A file that is not what it should be is refused by name; it neither hangs nor ends who watches it. */
@Timeout(120)
class HostileConfigFileTest {

    private static final String YAML = """
            persistence:
              mongo: { uri: "mongodb://db", database: d }
              postgres: { jdbc-url: "jdbc:postgresql://db/d", user: u }
              modules: { vuln: { stage: dual-write } }
            """;

    private final List<StageFileEvent> events = new CopyOnWriteArrayList<>();

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void write() throws IOException {
        file = Files.writeString(folder.resolve("persistence.yaml"), YAML);
    }

    @Test
    void aFileOfThreeGibibytesIsRefusedAndNotRead() throws IOException {
        makeHuge();

        assertThatThrownBy(() -> Config.load(file, Map.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("larger than");
    }

    @Test
    void aPipeIsRefusedAndNotOpened() throws IOException, InterruptedException {
        makePipe();

        assertThatThrownBy(() -> Config.load(file, Map.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("no regular file");
    }

    @Test
    void aSecondDocumentIsRefused() {
        assertThatThrownBy(() -> Config.parse(YAML + "---\n" + YAML.replace("dual-write", "target-only"), Map.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("second document");
    }

    @Test
    void anAliasIsRefused() {
        String yaml = YAML.replace("user: u", "user: &who u, password: *who");

        assertThatThrownBy(() -> Config.parse(yaml, Map.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("alias");
    }

    @Test
    void aTextThatIsNestedTooDeepIsRefused() {
        assertThatThrownBy(() -> Config.parse("persistence: " + "[".repeat(100_000), Map.of()))
                .isInstanceOf(ConfigException.class);
    }

    @Test
    void whoWatchesOutlivesAHugeFileAndAPipeAndTakesTheNextGoodEdit() throws IOException, InterruptedException {
        ConfigFileStageSource source = ConfigFileStageSource.of(new ConfigFile(file, Map.of()), events::add);
        source.start(Duration.ofMillis(5));
        try {
            makeHuge();
            awaitRefusal("larger than");
            makePipe();
            awaitRefusal("no regular file");
            Files.delete(file);
            Files.write(file, YAML.replace("dual-write", "shadow-read").getBytes(StandardCharsets.UTF_8));

            await().atMost(Duration.ofMinutes(1)).until(() -> source.stageOf("vuln") == Stage.SHADOW_READ);
            assertThat(source.health()).allMatch(it -> it.alive());
        } finally {
            source.close();
        }
        assertThat(source.health()).noneMatch(it -> it.alive());
    }

    private void awaitRefusal(String reason) {
        await().atMost(Duration.ofMinutes(1))
                .until(() -> events.stream()
                        .anyMatch(it -> it instanceof StageFileEvent.EditRefused refused
                                && refused.reason().contains(reason)));
    }

    private void makeHuge() throws IOException {
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(3L << 30);
        }
    }

    private void makePipe() throws IOException, InterruptedException {
        Files.deleteIfExists(file);
        Process made;
        try {
            made = new ProcessBuilder("mkfifo", file.toString()).start();
        } catch (IOException e) {
            assumeThat(e).as("mkfifo").isNull();
            return;
        }
        assertThat(made.waitFor()).isZero();
    }
}
