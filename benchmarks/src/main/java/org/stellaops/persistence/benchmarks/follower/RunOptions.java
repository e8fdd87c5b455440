// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.benchmarks.follower;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Duration and load of the measurement.
 *
 * @param rotations how often each situation is measured
 * @param warmUps rotations before those, which are thrown away
 * @param block how long each is measured at a time
 * @param rate writes a second of all callers together
 * @param callers threads that write
 * @param report where the results are written as JSON
 */
record RunOptions(int rotations, int warmUps, Duration block, int rate, int callers, Optional<Path> report) {

    static final String USAGE =
            "arguments: [--rotations N] [--warm-ups N] [--block-ms N] [--rate WRITES_A_SECOND] [--callers N] [--report FILE]";

    RunOptions {
        if (rotations < 1 || warmUps < 0 || block.toMillis() < 50 || callers < 1 || rate < callers) {
            throw new IllegalArgumentException(
                    "rotations and callers must be at least 1, warm-ups at least 0, block-ms at"
                            + " least 50, and rate at least the number of callers; " + USAGE);
        }
    }

    /** Ten rotations of three seconds each, eight hundred writes a second from two callers. */
    static RunOptions defaults() {
        return new RunOptions(10, 1, Duration.ofSeconds(3), 800, 2, Optional.empty());
    }

    /**
     * Parses a command line.
     *
     * @throws IllegalArgumentException with the usage, if it is invalid
     */
    static RunOptions of(String... arguments) {
        RunOptions options = defaults();
        for (int i = 0; i < arguments.length; i += 2) {
            if (i + 1 == arguments.length) {
                throw new IllegalArgumentException(arguments[i] + " needs a value; " + USAGE);
            }
            options = options.with(arguments[i], arguments[i + 1]);
        }
        return options;
    }

    /** These options at another rate. */
    RunOptions at(int writesPerSecond) {
        return new RunOptions(rotations, warmUps, block, writesPerSecond, callers, report);
    }

    private RunOptions with(String name, String value) {
        return switch (name) {
            case "--rotations" -> new RunOptions(number(name, value), warmUps, block, rate, callers, report);
            case "--warm-ups" -> new RunOptions(rotations, number(name, value), block, rate, callers, report);
            case "--block-ms" ->
                new RunOptions(rotations, warmUps, Duration.ofMillis(number(name, value)), rate, callers, report);
            case "--rate" -> new RunOptions(rotations, warmUps, block, number(name, value), callers, report);
            case "--callers" -> new RunOptions(rotations, warmUps, block, rate, number(name, value), report);
            case "--report" -> new RunOptions(rotations, warmUps, block, rate, callers, Optional.of(Path.of(value)));
            default -> throw new IllegalArgumentException(name + " is no known option; " + USAGE);
        };
    }

    private static int number(String name, String value) {
        try {
            return Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(name + " must be a whole number, but was " + value + "; " + USAGE, e);
        }
    }
}
