// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cli.frame;

/** A command cannot go on; the message says what was tried, where, and what to do. */
public final class CommandFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final ExitCode exitCode;

    /** A failure with the status with which the process ends. */
    public CommandFailure(ExitCode exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    /** The status with which the process ends. */
    public ExitCode exitCode() {
        return exitCode;
    }
}
