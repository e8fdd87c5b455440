// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.config;

import java.util.Map;
import java.util.Optional;

/** Replaces placeholders in values, so that the configuration need not contain secrets. */
@FunctionalInterface
interface Placeholders {

    /** The value with its placeholders replaced, or a problem. */
    Result fill(String text);

    /**
     * The resulting text, or a problem.
     *
     * @param text the text
     * @param problem the rest of a sentence that begins with the key
     */
    record Result(String text, Optional<String> problem) {}

    /** Environment variables; two dollar signs stand for one. */
    static Placeholders of(Map<String, String> environment) {
        return new EnvironmentPlaceholders(environment);
    }

    /** Those of another source, which has rules of its own. */
    static Placeholders of(ConfigSource source) {
        return text -> {
            try {
                return new Result(source.fill(text), Optional.empty());
            } catch (IllegalArgumentException e) {
                return new Result("", Optional.of("holds a placeholder that cannot be replaced: " + e.getMessage()));
            }
        };
    }
}
