// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cli.frame;

import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.cli.terminal.ProgressBar;
import org.stellaops.persistence.cli.terminal.Terminal;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent.BackfillProgress;
import org.stellaops.persistence.dualwrite.event.DualWriteEvent.VerificationProgress;
import org.stellaops.persistence.dualwrite.event.DualWriteListener;
import org.stellaops.persistence.dualwrite.preflight.PreflightProgress;
import org.stellaops.persistence.postgres.migration.MigrationProgress;
import org.stellaops.persistence.spi.PreparationProgress;

/** Shows the progress of long work on standard error, a bar for each entity type; used from one thread at a time. */
public final class ProgressLine implements DualWriteListener, AutoCloseable {

    private final Terminal terminal;
    private String label = "";
    private @Nullable ProgressBar bar;

    /** Progress on a terminal, or a log. */
    public ProgressLine(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public synchronized void on(DualWriteEvent event) {
        if (event instanceof BackfillProgress it) {
            reach("backfill " + it.module() + "." + it.entity(), it.counts().read(), it.total());
        } else if (event instanceof VerificationProgress it) {
            reach("verify " + it.module() + "." + it.entity(), it.compared(), it.total());
        }
    }

    /** How far an index build of a module is. */
    public synchronized void on(String module, PreparationProgress it) {
        reach("prepare " + module + "." + it.collection(), it.done(), it.total());
    }

    /** How far a preflight is. */
    public synchronized void on(PreflightProgress it) {
        reach("preflight " + it.module() + "." + it.entity() + " " + it.phase(), it.done(), it.total());
    }

    /** A migration has advanced. */
    public synchronized void on(MigrationProgress it) {
        reach(it.module() + " " + it.migration() + ": " + it.phase(), it.done(), it.total());
    }

    @Override
    public synchronized void close() {
        if (bar != null) {
            bar.finish();
            bar = null;
        }
    }

    /** Work of this label has come so far; another label begins another bar. */
    public synchronized void reach(String nowLabel, long done, long total) {
        ProgressBar shown = bar;
        if (shown == null || !nowLabel.equals(label)) {
            close();
            label = nowLabel;
            shown = new ProgressBar(terminal, nowLabel, total, System::nanoTime);
            bar = shown;
        }
        shown.reach(done);
    }
}
