// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.internal;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The text from which the server's input function reads an array. Pure. */
final class ArrayText {

    private ArrayText() {}

    /** An array of these elements; null is an SQL null. */
    static String of(List<? extends @Nullable String> elements) {
        StringBuilder text = new StringBuilder(2 + 16 * elements.size()).append('{');
        for (int i = 0; i < elements.size(); i++) {
            if (i > 0) {
                text.append(',');
            }
            append(text, elements.get(i));
        }
        return text.append('}').toString();
    }

    private static void append(StringBuilder text, @Nullable String element) {
        if (element == null) {
            text.append("NULL");
            return;
        }
        text.append('"');
        int copied = 0;
        for (int i = 0; i < element.length(); i++) {
            char c = element.charAt(i);
            if (c == '"' || c == '\\') {
                text.append(element, copied, i).append('\\');
                copied = i;
            }
        }
        text.append(element, copied, element.length()).append('"');
    }
}
