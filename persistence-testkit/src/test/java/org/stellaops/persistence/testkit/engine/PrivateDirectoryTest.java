// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrivateDirectoryTest {

    @TempDir
    private Path parent;

    @BeforeEach
    void needsPosix() {
        assumeTrue(parent.getFileSystem().supportedFileAttributeViews().contains("posix"), "no POSIX rights here");
    }

    @Test
    void isForItsOwnerAlone() throws IOException {
        assertThat(rights(PrivateDirectory.kept(parent, "kept"))).isEqualTo("rwx------");
        Path temporary = PrivateDirectory.temporary("private-");
        assertThat(rights(temporary)).isEqualTo("rwx------");
        assertThat(PrivateDirectory.temporary("private-")).isNotEqualTo(temporary);
    }

    @Test
    void takesRightsOfOthersAway() throws IOException {
        Path open = Files.createDirectory(parent.resolve("open"));
        Path unused = Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));

        assertThat(rights(PrivateDirectory.kept(parent, "open"))).isEqualTo("rwx------");
    }

    @Test
    void isNeitherALinkNorAFileNorAnotherUsers() throws IOException {
        Path elsewhere = Files.createDirectory(parent.resolve("elsewhere"));
        Path link = Files.createSymbolicLink(parent.resolve("link"), elsewhere);
        Path file = Files.createFile(parent.resolve("file"));

        assertThatThrownBy(() -> PrivateDirectory.kept(parent, "link")).hasMessageContaining(link.toString());
        assertThatThrownBy(() -> PrivateDirectory.kept(parent, "file")).hasMessageContaining(file.toString());
        if (System.getProperty("user.name").equals("root")) {
            Path other = Files.setOwner(
                    Files.createDirectory(parent.resolve("other")),
                    parent.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody"));
            assertThatThrownBy(() -> PrivateDirectory.kept(parent, "other")).hasMessageContaining(other.toString());
        }
    }

    private static String rights(Path directory) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(directory));
    }
}
