// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cli.serve;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;
import org.stellaops.persistence.cli.frame.CommandFailure;
import org.stellaops.persistence.cli.frame.ExitCode;
import org.stellaops.persistence.status.AccessToken;

/** The file with the token; no message holds what is in it. */
final class TokenFile {

    private static final long LARGEST = 4096;

    private static final Set<PosixFilePermission> OF_OTHERS = EnumSet.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE);

    private TokenFile() {}

    static AccessToken read(Path file) {
        try {
            if (!Files.isRegularFile(file) || Files.size(file) > LARGEST) {
                throw failure(file, "is no file with a token");
            }
            requireOwnersOnly(file);
            return AccessToken.of(Files.readString(file).strip());
        } catch (IOException e) {
            throw failure(file, "cannot be read as text");
        } catch (IllegalArgumentException e) {
            throw failure(file, String.valueOf(e.getMessage()));
        }
    }

    private static void requireOwnersOnly(Path file) throws IOException {
        if (!file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return;
        }
        boolean isOpen = Files.getPosixFilePermissions(file).stream().anyMatch(OF_OTHERS::contains);
        if (isOpen) {
            throw failure(file, "can be read or written by others; run: chmod 600 " + file);
        }
    }

    private static CommandFailure failure(Path file, String what) {
        return new CommandFailure(ExitCode.CONFIGURATION, "--token-file " + file + ": " + what);
    }
}
