// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.examples.shop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;

/** What is in the runnable jar of the command line. */
class CommandLineJarTest {

    private static final List<String> TEST_LIBRARIES = List.of(
            "org/junit/",
            "org/opentest4j/",
            "org/assertj/",
            "org/awaitility/",
            "org/testcontainers/",
            "org/mockito/",
            "com/tngtech/archunit/",
            "io/zonky/",
            "de/bwaldvogel/",
            "org/stellaops/persistence/testkit/",
            "org/stellaops/persistence/simulator/",
            "org/stellaops/persistence/examples/");

    @Test
    void theRunnableJarHoldsNoTestLibraryAndNoDatabase() throws IOException {
        assumeTrue(Files.exists(CommandLineProcess.jar()), CommandLineProcess.jar() + " is absent; run mvn package");
        try (JarFile jar = new JarFile(CommandLineProcess.jar().toFile())) {
            List<String> names = jar.stream().map(ZipEntry::getName).toList();

            assertThat(names).contains("org/stellaops/persistence/cli/Main.class", "picocli/CommandLine.class");
            assertThat(names)
                    .noneMatch(name -> TEST_LIBRARIES.stream().anyMatch(name::startsWith))
                    .noneMatch(name -> name.endsWith(".txz"));
        }
    }
}
