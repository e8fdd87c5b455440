// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.runtime.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A fenced block of a Markdown page.
 *
 * @param page the page
 * @param line the line of its opening fence, from 1
 * @param language the word behind the fence, such as {@code java}; empty if there is none
 * @param role the word of the comment {@code <!-- doc: ROLE -->} directly above it; empty if there is none
 * @param text what is between the fences
 */
record CodeBlock(Path page, int line, String language, String role, String text) {

    private static final Pattern ROLE = Pattern.compile("<!-- doc: ([a-z-]+) -->");
    private static final String FENCE = "```";

    static List<CodeBlock> of(Path page) throws IOException {
        List<CodeBlock> blocks = new ArrayList<>();
        List<String> lines = Files.readAllLines(page);
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).strip().startsWith(FENCE)) {
                int end = i + 1;
                while (!lines.get(end).strip().equals(FENCE)) {
                    end++;
                }
                String role = i == 0 ? "" : role(lines.get(i - 1));
                String language = lines.get(i).strip().substring(FENCE.length());
                blocks.add(new CodeBlock(page, i + 1, language, role, String.join("\n", lines.subList(i + 1, end))));
                i = end;
            }
        }
        return blocks;
    }

    boolean is(String otherLanguage, String otherRole) {
        return language.equals(otherLanguage) && role.equals(otherRole);
    }

    @Override
    public String toString() {
        return page.getFileName() + ":" + line;
    }

    private static String role(String above) {
        Matcher matcher = ROLE.matcher(above.strip());
        return matcher.matches() ? matcher.group(1) : "";
    }
}
