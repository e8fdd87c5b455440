// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cli;

/** The entry point of the runnable jar. */
public final class Main {

    private static final String LOGGING = "logback.configurationFile";

    private Main() {}

    /** Runs the command line and ends the process with its exit code. */
    public static void main(String[] args) {
        // Of another name than the default, so that a service that embeds the commands keeps its own.
        if (System.getProperty(LOGGING) == null) {
            System.setProperty(LOGGING, "persistence-cli-logback.xml");
        }
        System.exit(PersistenceCommand.run(args));
    }
}
