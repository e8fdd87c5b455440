// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.examples.demo;

import java.io.BufferedWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import org.stellaops.persistence.Page;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.StoredRecord;
import org.stellaops.persistence.cli.terminal.ProgressBar;
import org.stellaops.persistence.examples.demo.report.DemoReport;
import org.stellaops.persistence.modules.vuln.Osv;
import org.stellaops.persistence.query.PageToken;
import org.stellaops.persistence.query.Query;
import org.stellaops.persistence.spi.ReadableStore;
import org.stellaops.persistence.value.ContentHash;
import org.stellaops.persistence.value.JsonText;

/**
 * Writes the content of a store as OSV documents, one per line in key order, page by page, and compares each line with
 * its line of the input.
 */
final class Exporter {

    private static final int PAGE = 200;
    private static final int LISTED = 100;

    private final ReadableStore store;
    private final LoadedAdvisories loaded;
    private final SortedSet<RecordKey> unseen;
    private final SortedSet<RecordKey> untouched;
    private final ProgressBar progress;
    private final List<String> different = new ArrayList<>();
    private long exported;
    private long equal;

    /**
     * An export.
     *
     * @param touched the loaded advisories that the load changed, which no longer equal their lines
     */
    Exporter(ReadableStore store, LoadedAdvisories loaded, SortedSet<RecordKey> touched, ProgressBar progress) {
        this.store = store;
        this.loaded = loaded;
        this.untouched = loaded.without(touched);
        this.unseen = loaded.without(touched);
        this.progress = progress;
    }

    void writeTo(BufferedWriter out) throws IOException {
        Query query = Query.all().limit(PAGE);
        Optional<PageToken> next = Optional.empty();
        do {
            Page<StoredRecord> page =
                    store.query(Optional.empty(), next.map(query::after).orElse(query));
            for (StoredRecord record : page.items()) {
                write(record, out);
            }
            next = page.next();
        } while (next.isPresent());
    }

    /** How the written lines compare with those that were read. */
    DemoReport.ExportCheck check() {
        List<String> ids = new ArrayList<>(different);
        unseen.stream().limit(LISTED).map(RecordKey::id).forEach(ids::add);
        return new DemoReport.ExportCheck(exported, untouched.size(), equal, ids);
    }

    private void write(StoredRecord record, BufferedWriter out) throws IOException {
        String line = Osv.write(record);
        out.write(line);
        out.write('\n');
        progress.reach(++exported);
        if (unseen.remove(record.key())) {
            compare(record.key(), line);
        }
    }

    private void compare(RecordKey key, String line) {
        if (ContentHash.of(JsonText.read(line)).equals(loaded.hashesOf(key).document())) {
            equal++;
        } else if (different.size() < LISTED) {
            different.add(key.id());
        }
    }
}
