// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.config;

import java.util.List;

/** A configuration is invalid; the message lists every problem, and contains no secret. */
public final class ConfigException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    @SuppressWarnings("serial") // An unmodifiable list of texts.
    private final List<String> problems;

    /**
     * A rejection.
     *
     * @param origin what was read, such as the name of a file
     * @param problems each with its path and the expected value
     */
    public ConfigException(String origin, List<String> problems) {
        super(problems.size() + " configuration problem(s) in " + origin + ": " + String.join("; ", problems));
        this.problems = List.copyOf(problems);
    }

    /** Each problem with its path and the expected value. */
    public List<String> problems() {
        return problems;
    }
}
