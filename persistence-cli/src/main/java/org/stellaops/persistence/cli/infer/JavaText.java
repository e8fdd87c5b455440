// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.cli.infer;

/** Texts in Java sources. Pure. */
final class JavaText {

    private JavaText() {}

    /** A literal. */
    static String quoted(String text) {
        StringBuilder literal = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                literal.append('\\').append(c);
            } else if (c < ' ') {
                // Unicode escapes of these would be taken for line ends.
                literal.append(String.format("\\%03o", (int) c));
            } else if (c > '~') {
                literal.append(String.format("\\u%04x", (int) c));
            } else {
                literal.append(c);
            }
        }
        return literal.append('"').toString();
    }

    /** A text that stands in a comment and cannot end it. */
    static String comment(String text) {
        StringBuilder comment = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            comment.append(c < ' ' || c > '~' || c == '\\' ? '?' : c);
        }
        return comment.toString().replace("*/", "* /");
    }
}
