// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.examples.demo;

import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.ReplaceOptions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bson.BsonDocument;
import org.stellaops.persistence.cli.terminal.ProgressBar;
import org.stellaops.persistence.examples.demo.report.DemoReport;
import org.stellaops.persistence.modules.vuln.Advisories;
import org.stellaops.persistence.modules.vuln.OsvLine;
import org.stellaops.persistence.modules.vuln.OsvReader;
import org.stellaops.persistence.mongo.LegacyDocuments;

/** Loads lines with the driver of MongoDB alone, as an application wrote them that knew nothing of the library. */
final class LegacyLoad {

    private static final ReplaceOptions UPSERT = new ReplaceOptions().upsert(true);

    private final LegacyDocuments documents = LegacyDocuments.of(Advisories.TYPE);
    private final MongoCollection<BsonDocument> collection;
    private final ProgressBar progress;
    private final LoadedAdvisories loaded = new LoadedAdvisories();
    private final List<DemoReport.RejectedRecord> refused = new ArrayList<>();
    private long read;

    LegacyLoad(MongoDatabase database, ProgressBar progress) {
        this.collection = database.getCollection(documents.collection(), BsonDocument.class);
        this.progress = progress;
    }

    /** Loads every line; one that cannot be stored is rejected, and loading continues. */
    void load(OsvReader lines) throws IOException {
        for (Optional<OsvReader.Numbered> next = lines.next(); next.isPresent(); next = lines.next()) {
            read++;
            take(next.get());
            progress.reach(read);
        }
    }

    LoadedAdvisories loaded() {
        return loaded;
    }

    DemoReport.Advisories counts() {
        return new DemoReport.Advisories(read, loaded.size(), List.copyOf(refused));
    }

    private void take(OsvReader.Numbered numbered) {
        if (numbered.line() instanceof OsvLine.Refused it) {
            refuse(numbered.number(), it.id(), it.reason());
        } else if (numbered.line() instanceof OsvLine.Advisory it) {
            store(numbered.number(), it);
        }
    }

    private void store(long line, OsvLine.Advisory advisory) {
        try {
            BsonDocument document = documents.document(advisory.key(), advisory.content());
            if (collection
                    .replaceOne(documents.filter(advisory.key()), document, UPSERT)
                    .wasAcknowledged()) {
                loaded.add(advisory);
            }
        } catch (MongoWriteException e) {
            // The server's own message quotes the document.
            refuse(
                    line,
                    Optional.of(advisory.key().id()),
                    "the legacy store refused it with error " + e.getError().getCode());
        }
    }

    private void refuse(long line, Optional<String> id, String reason) {
        refused.add(new DemoReport.RejectedRecord(line, id.orElse(null), reason));
    }
}
