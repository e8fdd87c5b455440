// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.value;

import java.util.Base64;
import java.util.Iterator;
import java.util.Map;

/**
 * The one canonical form of a value: JSON in a single line, members in the byte order of their names, every value that
 * is
 * not text, truth, null, list or object tagged with its class as in Extended JSON. Two values have the same form
 * exactly if
 * they are equal; it does not depend on field order, time zone or a database's number formatting.
 */
public final class Canonical {

    private final StringBuilder out = new StringBuilder();

    private Canonical() {}

    /** The canonical form of the value. */
    public static String form(Value value) {
        Canonical canonical = new Canonical();
        canonical.write(value);
        return canonical.out.toString();
    }

    private void write(Value value) {
        if (value instanceof Struct it) {
            writeStruct(it);
        } else if (value instanceof Value.Items it) {
            writeItems(it);
        } else if (value instanceof Value.Text it) {
            writeText(it.value());
        } else if (value instanceof Value.Bool it) {
            out.append(it.value());
        } else if (value instanceof Value.Null) {
            out.append("null");
        } else {
            writeTagged(value);
        }
    }

    private void writeStruct(Struct struct) {
        out.append('{');
        Iterator<Map.Entry<String, Value>> members = struct.members().entrySet().iterator();
        while (members.hasNext()) {
            Map.Entry<String, Value> member = members.next();
            String name = member.getKey();
            writeText(name.startsWith("$") ? "$" + name : name);
            out.append(':');
            write(member.getValue());
            if (members.hasNext()) {
                out.append(',');
            }
        }
        out.append('}');
    }

    private void writeItems(Value.Items items) {
        out.append('[');
        for (int i = 0; i < items.values().size(); i++) {
            if (i > 0) {
                out.append(',');
            }
            write(items.values().get(i));
        }
        out.append(']');
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
        out.append("{\"").append(name).append("\":\"").append(text).append("\"}");
    }

    private void writeText(String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                default -> {
                    if (c < 0x20) {
                        out.append(String.format("\\u%04x", (int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }
}
