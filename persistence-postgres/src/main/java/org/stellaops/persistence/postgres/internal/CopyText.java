// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.internal;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows in the text format of COPY, as UTF-8 bytes in one buffer that is used again. Not for concurrent use. */
final class CopyText {

    private static final int MOST_BYTES_OF_A_CHAR = 3;
    private static final byte[] NULL = {'\\', 'N'};

    private byte[] bytes;
    private int length;

    CopyText(int capacity) {
        this.bytes = new byte[capacity];
    }

    /** Adds a row; null is an SQL null. */
    void add(List<? extends @Nullable String> row) {
        for (int i = 0; i < row.size(); i++) {
            if (i > 0) {
                bytes[length++] = '\t';
            }
            String text = row.get(i);
            if (text == null) {
                room(NULL.length + 1);
                bytes[length++] = NULL[0];
                bytes[length++] = NULL[1];
            } else {
                add(text);
            }
        }
        room(1);
        bytes[length++] = '\n';
    }

    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    void clear() {
        length = 0;
    }

    /** Leaves room for one byte more than it writes. */
    private void add(String text) {
        room(MOST_BYTES_OF_A_CHAR * text.length() + 1);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= ' ' && c < 0x80 && c != '\\') {
                bytes[length++] = (byte) c;
            } else if (c < 0x80) {
                escape(c);
            } else if (Character.isSurrogate(c)) {
                i += surrogates(text, i);
            } else {
                encode(c);
            }
        }
    }

    private void escape(char c) {
        int letter = "\b\f\n\r\t\u000b\\".indexOf(c);
        if (letter >= 0) {
            bytes[length++] = '\\';
            bytes[length++] = (byte) "bfnrtv\\".charAt(letter);
        } else {
            bytes[length++] = (byte) c;
        }
    }

    private void encode(char c) {
        if (c < 0x800) {
            bytes[length++] = (byte) (0xC0 | (c >> 6));
        } else {
            bytes[length++] = (byte) (0xE0 | (c >> 12));
            bytes[length++] = continued(c >> 6);
        }
        bytes[length++] = continued(c);
    }

    /** A byte behind the first one of a character: the lowest six bits. */
    private static byte continued(int bits) {
        return (byte) (0x80 | (bits & 0x3F));
    }

    /** How many characters more than one were encoded. */
    private int surrogates(String text, int at) {
        int point = text.codePointAt(at);
        if (!Character.isSupplementaryCodePoint(point)) {
            throw new IllegalArgumentException("a text holds half of a surrogate pair, which is no character");
        }
        bytes[length++] = (byte) (0xF0 | (point >> 18));
        bytes[length++] = continued(point >> 12);
        bytes[length++] = continued(point >> 6);
        bytes[length++] = continued(point);
        return 1;
    }

    private void room(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
        }
    }
}
