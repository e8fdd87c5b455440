// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.crash;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.stellaops.persistence.cutover.Stage;

/** The configuration file of one service, which an operator edits in order to ask for a stage. Safe for concurrent use. */
final class StageFile {

    /** What stands for the stage in the template. */
    static final String STAGE = "%stage%";

    private final Path path;
    private final String template;
    private String written = "";

    StageFile(Path path, String template, Stage first) {
        this.path = path;
        this.template = template;
        write(textOf(first));
    }

    Path path() {
        return path;
    }

    /** Asks for a stage; whether the file said something else. */
    synchronized boolean ask(Stage stage) {
        String text = textOf(stage);
        boolean isNews = !text.equals(written);
        if (isNews) {
            write(text);
        }
        return isNews;
    }

    /** Whether it asks for this stage. */
    synchronized boolean says(Stage stage) {
        return textOf(stage).equals(written);
    }

    /** Leaves a file that is no configuration, as an editor or a disk may; answers how to make it good again. */
    synchronized Runnable spoil() {
        String good = written;
        write(good.substring(0, good.length() / 2) + "\n  }");
        return () -> restore(good);
    }

    private synchronized void restore(String good) {
        write(good);
    }

    private String textOf(Stage stage) {
        return template.replace(STAGE, stage.configName());
    }

    private void write(String text) {
        try {
            Path next = Files.writeString(path.resolveSibling(path.getFileName() + ".next"), text);
            Path unused = Files.move(next, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            written = text;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
