// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.postgres.internal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Rows in the binary format of COPY, in one buffer that is used again: the server copies such bytes into its rows where it would parse
 * texts. Not for concurrent use.
 */
final class CopyBytes {

    private static final byte[] SIGNATURE = {'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xFF, '\r', '\n', 0};

    /** Flags, and the length of what a later version of the format may add. */
    private static final int HEADER = 2 * Integer.BYTES;

    private static final int END = -1;
    private static final int NULL = -1;

    private byte[] bytes;
    private ByteBuffer numbers;
    private int length;

    CopyBytes(int capacity) {
        this.bytes = new byte[capacity];
        this.numbers = ByteBuffer.wrap(bytes);
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

    /** What stands before the rows. */
    void begin() {
        raw(SIGNATURE);
        raw(new byte[HEADER]);
    }

    /** What stands behind the rows. */
    void end() {
        int16(END);
    }

    /** Begins a row of so many fields. */
    void row(int fields) {
        int16(fields);
    }

    /** A field that is an SQL null. */
    void nothing() {
        int32(NULL);
    }

    /** Begins a field, whose length is known when it is {@linkplain #close closed}. */
    int open() {
        int32(0);
        return length;
    }

    /** Ends the field that was opened there. */
    void close(int opened) {
        numbers.putInt(opened - Integer.BYTES, length - opened);
    }

    /** A field of these bytes. */
    void field(byte[] content) {
        int32(content.length);
        raw(content);
    }

    /** A field that is a text. */
    void text(String text) {
        int opened = open();
        utf8(text);
        close(opened);
    }

    void int8(int value) {
        room(1);
        bytes[length++] = (byte) value;
    }

    void int16(int value) {
        room(Short.BYTES);
        numbers.putShort(length, (short) value);
        length += Short.BYTES;
    }

    void int32(int value) {
        room(Integer.BYTES);
        numbers.putInt(length, value);
        length += Integer.BYTES;
    }

    void int64(long value) {
        room(Long.BYTES);
        numbers.putLong(length, value);
        length += Long.BYTES;
    }

    private void raw(byte[] content) {
        room(content.length);
        System.arraycopy(content, 0, bytes, length, content.length);
        length += content.length;
    }

    /** The platform would replace half of a character silently. */
    void utf8(String text) {
        byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
        if (!text.equals(new String(encoded, StandardCharsets.UTF_8))) {
            throw new IllegalArgumentException("a text holds half of a surrogate pair, which is no character");
        }
        raw(encoded);
    }

    private void room(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, Math.addExact(length, more)));
            numbers = ByteBuffer.wrap(bytes);
        }
    }
}
