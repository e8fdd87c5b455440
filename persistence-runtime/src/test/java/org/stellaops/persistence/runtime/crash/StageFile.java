// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.crash;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.stellaops.persistence.cutover.Stage;

/** The configuration file of one service, which an operator edits in order to ask for a stage. Safe for concurrent use. */
final class StageFile {

    private final Path path;
    private final String template;
    private final Map<Share, Stage> stages = new LinkedHashMap<>();
    private String written = "";

    /** A file that asks for the same stage of every share of the module. */
    StageFile(Path path, String template, List<Share> shares, Stage first) {
        this.path = path;
        this.template = template;
        shares.forEach(it -> stages.put(it, first));
        write(text());
    }

    Path path() {
        return path;
    }

    /** Asks for a stage of a module without cohorts; whether the file said something else. */
    boolean ask(Stage stage) {
        return ask(Share.WHOLE, stage);
    }

    /** Asks for a stage; whether the file said something else. */
    synchronized boolean ask(Share share, Stage stage) {
        stages.put(share, stage);
        String text = text();
        boolean isNews = !text.equals(written);
        if (isNews) {
            write(text);
        }
        return isNews;
    }

    /** Whether it asks for this stage. */
    synchronized boolean says(Share share, Stage stage) {
        return stage == stages.get(share) && text().equals(written);
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

    private String text() {
        String text = template;
        for (Map.Entry<Share, Stage> it : stages.entrySet()) {
            text = it.getKey().in(text, it.getValue());
        }
        return text;
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
