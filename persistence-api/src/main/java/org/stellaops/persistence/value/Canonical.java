// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.value;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
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
    private static final int EXPECTED = 4096;

    /** An escape of four hexadecimal digits. */
    private static final int LONGEST_ESCAPE = 6;

    // UTF-8 from the beginning: what is hashed is bytes, and a form that is a text first is copied twice more.
    private byte[] out = new byte[EXPECTED];
    private int length;

    private Canonical() {}

    /** The canonical form of the value. */
    public static String form(Value value) {
        Canonical canonical = of(value);
        return new String(canonical.out, 0, canonical.length, StandardCharsets.UTF_8);
    }

    /** Gives the UTF-8 bytes of the canonical form to a digest. */
    static void update(MessageDigest digest, Value value) {
        Canonical canonical = of(value);
        digest.update(canonical.out, 0, canonical.length);
    }

    private static Canonical of(Value value) {
        Canonical canonical = new Canonical();
        canonical.write(value);
        return canonical;
    }

    private void write(Value value) {
        if (value instanceof Value.Text it) {
            writeText(it.value());
        } else if (value instanceof Struct it) {
            writeStruct(it);
        } else if (value instanceof Value.Items it) {
            writeItems(it);
        } else if (value instanceof Value.Bool it) {
            appendAscii(Boolean.toString(it.value()));
        } else if (value instanceof Value.Null) {
            appendAscii("null");
        } else {
            writeTagged(value);
        }
    }

    private void writeStruct(Struct struct) {
        append((byte) '{');
        int begin = length;
        struct.forEach((name, member) -> {
            if (length > begin) {
                append((byte) ',');
            }
            writeText(name.startsWith("$") ? "$" + name : name);
            append((byte) ':');
            write(member);
        });
        append((byte) '}');
    }

    private void writeItems(Value.Items items) {
        append((byte) '[');
        for (int i = 0; i < items.values().size(); i++) {
            if (i > 0) {
                append((byte) ',');
            }
            write(items.values().get(i));
        }
        append((byte) ']');
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
            tag("$date", MomentText.of(it.value()));
        } else if (value instanceof Value.Uuid it) {
            tag("$uuid", it.value().toString());
        } else if (value instanceof Value.Oid it) {
            tag("$oid", it.hex());
        } else if (value instanceof Value.Bytes it) {
            tag("$binary", it.subtype() + ":" + Base64.getEncoder().encodeToString(it.value()));
        }
    }

    private void tag(String name, String text) {
        appendAscii("{\"");
        appendAscii(name);
        appendAscii("\":\"");
        appendAscii(text);
        appendAscii("\"}");
    }

    /** Appends what needs no escape as it is, run by run. */
    private void writeText(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        reserve(utf8.length + 2);
        out[length++] = '"';
        int from = 0;
        for (int next = JsonEscapes.next(utf8, from); next < utf8.length; next = JsonEscapes.next(utf8, from)) {
            append(utf8, from, next);
            writeEscape(utf8[next]);
            from = next + 1;
        }
        append(utf8, from, utf8.length);
        append((byte) '"');
    }

    private void writeEscape(byte b) {
        reserve(LONGEST_ESCAPE);
        if (b == '"' || b == '\\') {
            out[length++] = '\\';
            out[length++] = b;
        } else {
            appendAscii("\\u00");
            appendAscii(HEX.toHexDigits(b));
        }
    }

    private void append(byte b) {
        reserve(1);
        out[length++] = b;
    }

    private void append(byte[] bytes, int from, int to) {
        reserve(to - from);
        System.arraycopy(bytes, from, out, length, to - from);
        length += to - from;
    }

    private void appendAscii(String text) {
        int size = text.length();
        reserve(size);
        for (int i = 0; i < size; i++) {
            out[length++] = (byte) text.charAt(i);
        }
    }

    private void reserve(int more) {
        if (more > out.length - length) {
            out = Arrays.copyOf(out, Math.max(Math.addExact(length, more), 2 * out.length));
        }
    }
}
