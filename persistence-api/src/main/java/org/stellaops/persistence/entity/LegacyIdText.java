// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.entity;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.stellaops.persistence.value.Value;

/**
 * Writes and reads the texts of ids: a digit for the type, a colon, and the value. Inside a document each member is the
 * digit, the name and the value, each closed by {@code !}; what is lower than {@code #} in a name or text is written as
 * {@code "} and two digits, so that the end of a text sorts before its continuation.
 */
final class LegacyIdText {

    private static final char NULL = '0';
    private static final char NUMBER = '1';
    private static final char TEXT = '2';
    private static final char DOCUMENT = '3';
    private static final char BINARY = '5';
    private static final char OBJECT_ID = '7';
    private static final char BOOL = '8';
    private static final char DATE = '9';

    private static final char END = '!';
    private static final char ESCAPE = '"';
    private static final HexFormat HEX = HexFormat.of();
    private static final int BINARY_HEAD = 6;
    private static final int UUID_SUBTYPE = 4;
    private static final int LONGEST_BINARY = 0xffff;

    private final String text;
    private int at;

    private LegacyIdText(String text) {
        this.text = text;
    }

    static String textOf(LegacyId id) {
        StringBuilder out = new StringBuilder().append(codeOf(id)).append(':');
        if (id instanceof LegacyId.Compound it) {
            appendMembers(out, it);
        } else if (id instanceof LegacyId.Scalar it) {
            out.append(scalar(it.value()));
        }
        return out.toString();
    }

    static LegacyId idOf(String text) {
        LegacyId id;
        try {
            if (text.charAt(1) != ':') {
                throw malformed();
            }
            id = text.charAt(0) == DOCUMENT
                    ? new LegacyIdText(text.substring(2)).document()
                    : new LegacyId.Scalar(scalarOf(text.charAt(0), text.substring(2)));
        } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
            throw new IllegalArgumentException(malformed().getMessage(), e);
        }
        if (!textOf(id).equals(text)) {
            throw malformed();
        }
        return id;
    }

    private static void appendMembers(StringBuilder out, LegacyId.Compound document) {
        for (LegacyId.Member member : document.members()) {
            out.append(codeOf(member.value())).append(escaped(member.name())).append(END);
            if (member.value() instanceof LegacyId.Compound it) {
                appendMembers(out, it);
            } else if (member.value() instanceof LegacyId.Scalar it) {
                out.append(escaped(scalar(it.value())));
            }
            out.append(END);
        }
    }

    private LegacyId document() {
        List<LegacyId.Member> members = new ArrayList<>();
        while (at < text.length() && text.charAt(at) != END) {
            char code = text.charAt(at++);
            String name = escapedPart();
            LegacyId value = code == DOCUMENT ? nested() : new LegacyId.Scalar(scalarOf(code, escapedPart()));
            members.add(new LegacyId.Member(name, value));
        }
        return new LegacyId.Compound(members);
    }

    private LegacyId nested() {
        LegacyId document = document();
        at++;
        return document;
    }

    private String escapedPart() {
        StringBuilder part = new StringBuilder();
        while (text.charAt(at) != END) {
            char c = text.charAt(at++);
            if (c == ESCAPE) {
                part.append((char) Integer.parseInt(text.substring(at, at + 2), 16));
                at += 2;
            } else {
                part.append(c);
            }
        }
        at++;
        return part.toString();
    }

    private static String escaped(String part) {
        StringBuilder out = new StringBuilder(part.length());
        for (int i = 0; i < part.length(); i++) {
            char c = part.charAt(i);
            if (c <= ESCAPE) {
                out.append(ESCAPE).append(HEX.toHexDigits((byte) c));
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }

    private static char codeOf(LegacyId id) {
        if (id instanceof LegacyId.Compound) {
            return DOCUMENT;
        }
        Value value = ((LegacyId.Scalar) id).value();
        if (value instanceof Value.Null) {
            return NULL;
        } else if (Numbers.isNumber(value)) {
            return NUMBER;
        } else if (value instanceof Value.Text) {
            return TEXT;
        } else if (value instanceof Value.Uuid || value instanceof Value.Bytes) {
            return BINARY;
        } else if (value instanceof Value.Oid) {
            return OBJECT_ID;
        } else if (value instanceof Value.Bool) {
            return BOOL;
        } else if (value instanceof Value.Moment) {
            return DATE;
        }
        throw new IllegalArgumentException("a list cannot be part of a key");
    }

    private static String scalar(Value value) {
        if (value instanceof Value.Text it) {
            return it.value();
        } else if (value instanceof Value.Uuid it) {
            return binary(UUID_SUBTYPE, Uuids.bytesOf(it.value()));
        } else if (value instanceof Value.Bytes it) {
            return binary(it.subtype(), it.value());
        } else if (value instanceof Value.Oid it) {
            return it.hex();
        } else if (value instanceof Value.Bool it) {
            return it.value() ? "1" : "0";
        } else if (value instanceof Value.Moment it) {
            return SortableNumber.textOf(BigDecimal.valueOf(it.value().toEpochMilli()));
        }
        return value instanceof Value.Null ? "" : SortableNumber.textOf(Numbers.exact(value));
    }

    private static Value scalarOf(char code, String text) {
        return switch (code) {
            case NULL -> Value.Null.NULL;
            case NUMBER -> Numbers.narrowest(SortableNumber.numberOf(text));
            case TEXT -> Value.of(text);
            case BINARY -> binaryOf(text);
            case OBJECT_ID -> new Value.Oid(text);
            case BOOL -> Value.of(text.equals("1"));
            case DATE ->
                Value.of(Instant.ofEpochMilli(SortableNumber.numberOf(text).longValueExact()));
            default -> throw malformed();
        };
    }

    /** MongoDB orders binary by length, then subtype, then bytes. */
    private static String binary(int subtype, byte[] bytes) {
        if (bytes.length > LONGEST_BINARY) {
            throw new IllegalArgumentException("binary of " + bytes.length + " bytes is too long for a key");
        }
        return HEX.toHexDigits((short) bytes.length) + HEX.toHexDigits((byte) subtype) + HEX.formatHex(bytes);
    }

    private static Value binaryOf(String text) {
        int subtype = Integer.parseInt(text.substring(BINARY_HEAD - 2, BINARY_HEAD), 16);
        byte[] bytes = HEX.parseHex(text.substring(BINARY_HEAD));
        if (subtype == UUID_SUBTYPE && bytes.length == 2 * Long.BYTES) {
            UUID uuid = Uuids.ofBytes(bytes);
            return new Value.Uuid(uuid);
        }
        return new Value.Bytes(subtype, bytes);
    }

    private static IllegalArgumentException malformed() {
        return new IllegalArgumentException("an id is not written as a key of mixed ids writes it; see LegacyId");
    }
}
