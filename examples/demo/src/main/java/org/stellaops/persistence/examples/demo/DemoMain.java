// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.examples.demo;

import picocli.CommandLine;

/** The entry point of the demo's executable jar. */
public final class DemoMain {

    private DemoMain() {}

    /** Runs the demo and ends the process with its exit code. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new DemoCommand()).execute(args));
    }
}
