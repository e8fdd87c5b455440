// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.examples.demo;

import java.util.function.LongSupplier;
import org.stellaops.persistence.cli.terminal.ProgressBar;
import org.stellaops.persistence.cli.terminal.Terminal;

/**
 * The context that all parts of a run share.
 *
 * @param ticker nanoseconds
 */
record Setting(DemoOptions options, Terminal terminal, LongSupplier ticker) {

    ProgressBar bar(String label, long total) {
        return new ProgressBar(terminal, label, total, ticker);
    }
}
