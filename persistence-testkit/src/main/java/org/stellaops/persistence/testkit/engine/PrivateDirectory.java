// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Directories that belong to the user of this process and that nobody else can read or change, since what is in them is executed or
 * is somebody's data.
 */
final class PrivateDirectory {

    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rwx------");

    private PrivateDirectory() {}

    /** A new one with a name that nobody can know in advance. */
    static Path temporary(String prefix) {
        try {
            // On POSIX systems with rights for the owner alone.
            return Files.createTempDirectory(prefix);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The one under this directory with this name, which is made if it is absent, so that its contents are used again.
     *
     * @throws IOException if it cannot be made, is no directory, or belongs to somebody else
     */
    static Path kept(Path parent, String name) throws IOException {
        Files.createDirectories(parent);
        Path directory = parent.resolve(name);
        if (!parent.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return Files.createDirectories(directory);
        }
        if (Files.notExists(directory, LinkOption.NOFOLLOW_LINKS)) {
            Path unused = Files.createDirectory(directory, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        }
        PosixFileAttributes found =
                Files.readAttributes(directory, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (!found.isDirectory() || !found.owner().equals(ownUser())) {
            throw new IOException(directory + " is not a directory of this user; remove it");
        }
        return found.permissions().equals(OWNER_ONLY)
                ? directory
                : Files.setPosixFilePermissions(directory, OWNER_ONLY);
    }

    private static Object ownUser() throws IOException {
        Path probe = Files.createTempFile("persistence-testkit-", null);
        try {
            return Files.getOwner(probe);
        } finally {
            Files.delete(probe);
        }
    }

    /** Removes a directory and everything in it. */
    static void delete(Path directory) {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new EngineException("removing " + directory + " failed; remove it by hand", e);
        }
    }
}
