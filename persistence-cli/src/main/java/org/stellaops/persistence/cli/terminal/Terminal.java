// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cli.terminal;

import java.io.PrintStream;
import picocli.CommandLine.Help.Ansi;

/**
 * Where progress is shown. Safe for concurrent use.
 *
 * @param out the stream, usually standard error, so that standard output holds results only
 * @param interactive whether a line may be painted over
 */
public record Terminal(PrintStream out, boolean interactive) {

    private static final String REPAINT = "\r\033[K";

    /** Standard error, interactive if it is a terminal. */
    public static Terminal standardError() {
        return new Terminal(System.err, Ansi.AUTO.enabled());
    }

    /** Prints a line that stays. */
    public void line(String text) {
        synchronized (out) {
            out.print((interactive ? REPAINT : "") + text + System.lineSeparator());
            out.flush();
        }
    }

    void repaint(String text) {
        synchronized (out) {
            out.print(REPAINT + text);
            out.flush();
        }
    }

    void finish(String text) {
        line(text);
    }
}
