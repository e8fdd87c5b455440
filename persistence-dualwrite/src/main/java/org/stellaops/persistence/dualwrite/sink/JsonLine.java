// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.sink;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import org.jspecify.annotations.Nullable;

/** One JSON object without line breaks. */
final class JsonLine {

    private final StringBuilder text = new StringBuilder("{");

    /** A text; nothing if it is null. */
    @CanIgnoreReturnValue
    JsonLine put(String name, @Nullable String value) {
        return value == null ? this : raw(name, quoted(value));
    }

    @CanIgnoreReturnValue
    JsonLine put(String name, long value) {
        return raw(name, Long.toString(value));
    }

    /** What is JSON already. */
    @CanIgnoreReturnValue
    JsonLine raw(String name, String json) {
        text.append(text.length() > 1 ? "," : "")
                .append(quoted(name))
                .append(':')
                .append(json);
        return this;
    }

    String end() {
        return text + "}";
    }

    private static String quoted(String value) {
        StringBuilder out = new StringBuilder(value.length() + 2).append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ' || c == '\u2028' || c == '\u2029' || Character.isSurrogate(c)) {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        return out.append('"').toString();
    }
}
