// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.verify;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.dualwrite.settings.Pause;
import org.stellaops.persistence.dualwrite.settings.Recheck;
import org.stellaops.persistence.spi.LookaheadScan;
import org.stellaops.persistence.spi.Scan;
import org.stellaops.persistence.spi.ScanEntry;

/** A scan that resumes after the last key seen when its store fails, up to a number of consecutive failures. */
final class ResumingScan extends LookaheadScan<ScanEntry> {

    private final Function<Optional<RecordKey>, Scan<ScanEntry>> open;
    private final int attempts;
    private final Duration wait;
    private final Pause pause;
    private @Nullable Scan<ScanEntry> scan;
    private Optional<RecordKey> last = Optional.empty();

    ResumingScan(Function<Optional<RecordKey>, Scan<ScanEntry>> open, Recheck retry, Pause pause) {
        this.open = open;
        this.attempts = retry.attempts();
        this.wait = retry.pause();
        this.pause = pause;
    }

    @Override
    public void close() {
        Scan<ScanEntry> current = scan;
        scan = null;
        if (current != null) {
            current.close();
        }
    }

    @Override
    protected @Nullable ScanEntry read() {
        for (int attempt = 1; ; attempt++) {
            try {
                Scan<ScanEntry> current = opened();
                if (!current.hasNext()) {
                    return null;
                }
                ScanEntry found = current.next();
                last = found.isStandIn() ? last : Optional.of(found.key());
                return found;
            } catch (StoreException e) {
                closeAfter(e);
                if (attempt >= attempts || !pause.tryPause(wait)) {
                    throw e;
                }
            }
        }
    }

    private Scan<ScanEntry> opened() {
        Scan<ScanEntry> current = scan;
        if (current == null) {
            current = open.apply(last);
            scan = current;
        }
        return current;
    }

    private void closeAfter(StoreException failure) {
        try {
            close();
        } catch (StoreException e) {
            failure.addSuppressed(e);
        }
    }
}
