// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.config;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Replaces placeholders by environment variables. Two dollar signs stand for one. */
final class EnvironmentPlaceholders implements Placeholders {

    private static final Pattern FORM = Pattern.compile("\\$\\$\\{|\\$\\{([^}]*)\\}?");
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    private final Map<String, String> environment;

    EnvironmentPlaceholders(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    @Override
    public Result fill(String text) {
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
