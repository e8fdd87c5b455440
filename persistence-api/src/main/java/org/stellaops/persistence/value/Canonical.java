// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.value;

import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/**
 * The one canonical form of a value: JSON in a single line, members in the byte order of their names, every value that
 * is
 * not text, truth, null, list or object tagged with its class as in Extended JSON. Two values have the same form
 * exactly if
 * they are equal; it does not depend on field order, time zone or a database's number formatting.
 */
public final class Canonical {

    private static final HexFormat HEX = HexFormat.of();
    private static final int EXPECTED = 1024;

    /** An escape of four hexadecimal digits. */
    private static final int LONGEST_ESCAPE = 6;

    // A builder of texts checks its encoding with each character that is read or appended.
    private char[] out = new char[EXPECTED];
    private int length;

    private Canonical() {}

    /** The canonical form of the value. */
    public static String form(Value value) {
        Canonical canonical = new Canonical();
        canonical.write(value);
        return new String(canonical.out, 0, canonical.length);
    }

    private void write(Value value) {
        if (value instanceof Struct it) {
            writeStruct(it);
        } else if (value instanceof Value.Items it) {
            writeItems(it);
        } else if (value instanceof Value.Text it) {
            writeText(it.value());
        } else if (value instanceof Value.Bool it) {
            append(Boolean.toString(it.value()));
        } else if (value instanceof Value.Null) {
            append("null");
        } else {
            writeTagged(value);
        }
    }

    private void writeStruct(Struct struct) {
        append('{');
        int begin = length;
        struct.forEach((name, member) -> {
            if (length > begin) {
                append(',');
            }
            writeText(name.startsWith("$") ? "$" + name : name);
            append(':');
            write(member);
        });
        append('}');
    }

    private void writeItems(Value.Items items) {
        append('[');
        for (int i = 0; i < items.values().size(); i++) {
            if (i > 0) {
                append(',');
            }
            write(items.values().get(i));
        }
        append(']');
    }

    private void writeTagged(Value value) {
        if (value instanceof Value.Int32 it) {
            tag("$numberInt", Integer.toString(it.value()));
        } else if (value instanceof Value.Int64 it) {
            tag("$numberLong", Long.toString(it.value()));
        } else if (value instanceof Value.Real it) {
            tag("$numberDouble", Double.toString(it.value()));
        } else if (value instanceof Value.Decimal it) {
            tag("$numberDecimal", it.value().toString());
        } else if (value instanceof Value.Moment it) {
            tag("$date", it.value().toString());
        } else if (value instanceof Value.Uuid it) {
            tag("$uuid", it.value().toString());
        } else if (value instanceof Value.Oid it) {
            tag("$oid", it.hex());
        } else if (value instanceof Value.Bytes it) {
            tag("$binary", it.subtype() + ":" + Base64.getEncoder().encodeToString(it.value()));
        }
    }

    private void tag(String name, String text) {
        append("{\"");
        append(name);
        append("\":\"");
        append(text);
        append("\"}");
    }

    /** Most texts need no escape, so a text is appended as it is, and escaped from the first character that needs it. */
    private void writeText(String text) {
        int size = text.length();
        reserve(size + 2);
        char[] chars = out;
        int begin = length + 1;
        int end = begin + size;
        chars[length] = '"';
        text.getChars(0, size, chars, begin);
        int plain = begin;
        while (plain < end && !needsEscape(chars[plain])) {
            plain++;
        }
        length = plain;
        if (plain < end) {
            writeEscaped(text, plain - begin);
        }
        append('"');
    }

    private void writeEscaped(String text, int from) {
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            reserve(LONGEST_ESCAPE);
            if (c < 0x20) {
                append("\\u00");
                append(HEX.toHexDigits((byte) c));
            } else {
                if (needsEscape(c)) {
                    out[length++] = '\\';
                }
                out[length++] = c;
            }
        }
    }

    private static boolean needsEscape(char c) {
        return c < 0x20 || c == '"' || c == '\\';
    }

    private void append(char c) {
        reserve(1);
        out[length++] = c;
    }

    private void append(String text) {
        int size = text.length();
        reserve(size);
        text.getChars(0, size, out, length);
        length += size;
    }

    private void reserve(int more) {
        if (more > out.length - length) {
            out = Arrays.copyOf(out, Math.max(Math.addExact(length, more), 2 * out.length));
        }
    }
}
