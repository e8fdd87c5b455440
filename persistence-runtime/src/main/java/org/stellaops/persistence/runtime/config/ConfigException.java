package org.stellaops.persistence.runtime.config;

import java.util.List;

/** A configuration cannot be used; the message lists everything that is wrong with it, and holds no secret. */
public final class ConfigException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    @SuppressWarnings("serial") // An unmodifiable list of texts.
    private final List<String> problems;

    /**
     * A rejection.
     *
     * @param origin what was read, such as the name of a file
     * @param problems each with its path and what would be right
     */
    public ConfigException(String origin, List<String> problems) {
        super(problems.size() + " configuration problem(s) in " + origin + ": " + String.join("; ", problems));
        this.problems = List.copyOf(problems);
    }

    /** Each problem with its path and what would be right. */
    public List<String> problems() {
        return problems;
    }
}
