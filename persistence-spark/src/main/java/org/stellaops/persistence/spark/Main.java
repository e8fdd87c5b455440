// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.spark;

/** What {@code spark-submit} starts. */
public final class Main {

    private Main() {}

    /** Runs a job and ends the process of the driver with its exit code. */
    public static void main(String[] arguments) {
        System.exit(JobCommand.run(arguments));
    }
}
