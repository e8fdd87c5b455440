// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.examples.demo;

import com.mongodb.client.MongoDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.stellaops.persistence.cli.terminal.ProgressBar;
import org.stellaops.persistence.modules.vuln.OsvReader;

/** Reads the file of advisories, or generated ones, into the legacy database. */
final class Loading {

    private final Setting setting;
    private final MongoDatabase legacy;

    Loading(Setting setting, MongoDatabase legacy) {
        this.setting = setting;
        this.legacy = legacy;
    }

    /**
     * Loads everything.
     *
     * @throws IOException if the file cannot be read to its end; the message names it
     */
    LegacyLoad load() throws IOException {
        Optional<Path> file = setting.options().advisories();
        long total = file.isPresent() ? 0 : setting.options().count();
        try (ProgressBar bar = setting.bar("load advisories", total);
                OsvReader lines = open(file)) {
            LegacyLoad load = new LegacyLoad(legacy, bar);
            load.load(lines);
            return load;
        } catch (IOException e) {
            throw new IOException(
                    "reading advisories from " + file.map(Path::toString).orElse("the generator") + " failed ("
                            + e.getMessage() + "); check that the file is whole, and NDJSON or gzipped NDJSON",
                    e);
        }
    }

    private OsvReader open(Optional<Path> file) throws IOException {
        return file.isPresent()
                ? OsvReader.open(file.get())
                : OsvReader.of(new GeneratedLines(
                        setting.options().seed(), setting.options().count()));
    }
}
