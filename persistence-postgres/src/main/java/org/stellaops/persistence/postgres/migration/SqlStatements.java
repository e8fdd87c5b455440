// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.migration;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Divides a script into statements as the server does: a semicolon ends one unless it stands in a literal, a quoted name, a
 * dollar-quoted body or a comment.
 */
final class SqlStatements {

    private static final Pattern TOKEN = Pattern.compile("""
            (?<comment>--[^\\n]*|/\\*.*?\\*/)\
            |(?<dollar>\\$(?<tag>[A-Za-z_]?[A-Za-z0-9_]*)\\$.*?\\$\\k<tag>\\$)\
            |(?<literal>[eE]'(?:[^'\\\\]|\\\\.|'')*'|'(?:[^']|'')*')\
            |(?<name>"(?:[^"]|"")*")\
            |(?<end>;)""", Pattern.DOTALL);
    private static final Pattern SPACE = Pattern.compile("\\s+");

    /**
     * One statement.
     *
     * @param words what it says, in upper case, with single spaces, without comments; literals and bodies are {@code ''}
     * @param bodies the dollar-quoted bodies in it, as scripts
     */
    public record Statement(String words, List<String> bodies) {

        /** Takes an unmodifiable copy. */
        public Statement {
            bodies = List.copyOf(bodies);
        }
    }

    private final List<Statement> statements = new ArrayList<>();
    private final StringBuilder words = new StringBuilder();
    private List<String> bodies = new ArrayList<>();

    private SqlStatements() {}

    /** The statements of a script. */
    public static List<Statement> of(String script) {
        SqlStatements reading = new SqlStatements();
        Matcher matcher = TOKEN.matcher(script);
        int position = 0;
        while (matcher.find()) {
            reading.words.append(script, position, matcher.start());
            reading.take(matcher);
            position = matcher.end();
        }
        reading.words.append(script, position, script.length());
        reading.endStatement();
        return List.copyOf(reading.statements);
    }

    private void take(Matcher token) {
        if (token.group("end") != null) {
            endStatement();
        } else if (token.group("name") != null) {
            words.append(token.group());
        } else if (token.group("comment") != null) {
            words.append(' ');
        } else {
            words.append("''");
            if (token.group("dollar") != null) {
                int fence = token.group("tag").length() + 2;
                bodies.add(token.group().substring(fence, token.group().length() - fence));
            }
        }
    }

    private void endStatement() {
        String text = SPACE.matcher(words).replaceAll(" ").strip().toUpperCase(Locale.ROOT);
        if (!text.isEmpty()) {
            statements.add(new Statement(text, bodies));
        }
        words.setLength(0);
        bodies = new ArrayList<>();
    }
}
