// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cli.frame;

import java.util.LinkedHashMap;
import java.util.Map;

/** With which status a command ends. The numbers are part of the interface and stay as they are. */
public enum ExitCode {
    /** What was asked for holds, or was done. */
    CLEAN(0, "what was asked for holds, or was done"),
    /** Something was found or refused that a person has to look at. */
    DIVERGENT(1, "the stores differ, or something was found or refused: look at the output"),
    /** Nothing was found, and nothing is proved. */
    NOT_VERIFIED(2, "nothing is proved: nothing was compared, not all of it, or a store cannot be asked"),
    /** The command line is wrong; nothing was opened. */
    USAGE(64, "the command line is wrong; nothing was opened"),
    /** An error in the command itself. */
    INTERNAL(70, "an error in the program; please report it"),
    /** The configuration, or a jar, cannot be used as it is. */
    CONFIGURATION(78, "the configuration or a jar cannot be used, or the stage does not fit what the stores say");

    private final int code;
    private final String meaning;

    ExitCode(int code, String meaning) {
        this.code = code;
        this.meaning = meaning;
    }

    /** The status of the process. */
    public int code() {
        return code;
    }

    /** What it says, for the help. */
    public String meaning() {
        return meaning;
    }

    /** The status of two pieces of work: whatever is wrong outweighs what is not proved, and that what is clean. */
    public ExitCode and(ExitCode other) {
        return severity() >= other.severity() ? this : other;
    }

    /** All of them with their meanings, in order. */
    public static Map<String, String> all() {
        Map<String, String> all = new LinkedHashMap<>();
        for (ExitCode it : values()) {
            all.put(Integer.toString(it.code), it.meaning);
        }
        return all;
    }

    private int severity() {
        return switch (this) {
            case CLEAN -> 0;
            case NOT_VERIFIED -> 1;
            case DIVERGENT -> 2;
            case CONFIGURATION -> 3;
            case USAGE -> 4;
            case INTERNAL -> 5;
        };
    }
}
