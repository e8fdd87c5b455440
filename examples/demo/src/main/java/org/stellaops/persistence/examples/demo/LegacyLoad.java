package org.stellaops.persistence.examples.demo;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.cli.terminal.ProgressBar;
import org.stellaops.persistence.examples.demo.report.DemoReport;
import org.stellaops.persistence.modules.vuln.OsvLine;
import org.stellaops.persistence.modules.vuln.OsvReader;
import org.stellaops.persistence.spi.LegacyStore;

/** Loads lines into the legacy store as an application without the library would have written them. */
final class LegacyLoad {

    private final LegacyStore legacy;
    private final ProgressBar progress;
    private final LoadedAdvisories loaded = new LoadedAdvisories();
    private final List<DemoReport.RejectedRecord> refused = new ArrayList<>();
    private long read;

    LegacyLoad(LegacyStore legacy, ProgressBar progress) {
        this.legacy = legacy;
        this.progress = progress;
    }

    /** Loads every line; one that cannot be stored is refused, and the rest goes on. */
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
            legacy.putUnversioned(advisory.key(), advisory.content());
            loaded.add(advisory);
        } catch (StoreException e) {
            refuse(
                    line,
                    Optional.of(advisory.key().id()),
                    "the legacy store refused it: " + e.fault().message());
        }
    }

    private void refuse(long line, Optional<String> id, String reason) {
        refused.add(new DemoReport.RejectedRecord(line, id.orElse(null), reason));
    }
}
