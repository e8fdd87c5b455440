// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.config;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Replaces placeholders by environment variables, so that the file need not contain secrets. Two dollar signs stand
 * for one.
 */
final class Placeholders {

    private static final Pattern FORM = Pattern.compile("\\$\\$\\{|\\$\\{([^}]*)\\}?");
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    private final Map<String, String> environment;

    Placeholders(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    /**
     * The resulting text, or a problem.
     *
     * @param text the text
     * @param problem the rest of a sentence that begins with the key
     */
    record Result(String text, Optional<String> problem) {}

    Result fill(String text) {
        Matcher matcher = FORM.matcher(text);
        StringBuilder filled = new StringBuilder();
        Optional<String> problem = Optional.empty();
        while (matcher.find()) {
            String name = matcher.group(1);
            if (name == null) {
                matcher.appendReplacement(filled, Matcher.quoteReplacement("${"));
            } else {
                problem = problem.or(() -> problemOf(name, matcher.group()));
                matcher.appendReplacement(filled, Matcher.quoteReplacement(environment.getOrDefault(name, "")));
            }
        }
        matcher.appendTail(filled);
        return new Result(filled.toString(), problem);
    }

    private Optional<String> problemOf(String name, String placeholder) {
        if (!placeholder.endsWith("}") || !NAME.matcher(name).matches()) {
            return Optional.of("holds a placeholder that is not of the form ${NAME}; write $${ for the characters");
        }
        return environment.containsKey(name)
                ? Optional.empty()
                : Optional.of("names the environment variable " + name + ", which is not set");
    }
}
