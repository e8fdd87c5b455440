// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.mongo.internal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.bson.BsonBinarySubType;
import org.bson.RawBsonDocument;
import org.bson.types.Decimal128;
import org.jspecify.annotations.Nullable;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Value;

/**
 * A document as most are, read in one pass over its bytes: its id, the fields of the library, and its other members.
 *
 * <p>What is unusual in anything, be it malformed, of a type without a value or nested very deeply, is left to {@link BsonReading}, which
 * is slower and says what it is.
 *
 * @param id the {@code _id}, which is no document
 * @param sync the fields of the library; empty if it has none
 * @param members all others
 */
record PlainDocument(Value id, Optional<Value> sync, Struct members) {

    /** Empty if the document is unusual. */
    static Optional<PlainDocument> of(RawBsonDocument raw) {
        ByteBuffer bytes = raw.getByteBuffer().asNIO();
        if (!bytes.hasArray()) {
            return Optional.empty();
        }
        try {
            return Optional.ofNullable(new Reader(bytes).whole());
        } catch (UnusualException | IndexOutOfBoundsException | ArithmeticException e) {
            return Optional.empty();
        }
    }

    /** That a document is to be read by others; without a trace, since it is thrown for each such document. */
    private static final class UnusualException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        UnusualException() {
            super("unusual", null, false, false);
        }
    }

    /** Goes through the bytes once. */
    private static final class Reader {

        private static final int DEEPEST = 100;
        private static final int NAMELESS = 0;
        private static final int LEAST_DOCUMENT = 5;
        private static final int OBJECT_ID_BYTES = 12;
        private static final int DECIMAL_BYTES = 16;
        private static final int OLD_BINARY = 2;
        private static final int EXPECTED = 16;

        private final byte[] bytes;
        private final ByteBuffer numbers;
        private int at;
        private int end;
        private @Nullable Value id;
        private @Nullable Value sync;

        Reader(ByteBuffer buffer) {
            this.bytes = buffer.array();
            this.numbers = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
            this.at = buffer.arrayOffset() + buffer.position();
            this.end = at + buffer.remaining();
        }

        @Nullable
        PlainDocument whole() {
            int last = end;
            Struct members = document(0);
            return id == null || at != last ? null : new PlainDocument(id, Optional.ofNullable(sync), members);
        }

        private Struct document(int depth) {
            int outer = enter(depth);
            String[] names = new String[EXPECTED];
            Value[] values = new Value[EXPECTED];
            int count = 0;
            for (int type = bytes[at++]; type != NAMELESS; type = bytes[at++]) {
                String name = name();
                Value value = value(type, depth + 1);
                if (depth > 0 || !isOwn(name, value)) {
                    if (count == names.length) {
                        names = Arrays.copyOf(names, 2 * count);
                        values = Arrays.copyOf(values, 2 * count);
                    }
                    names[count] = name;
                    values[count++] = value;
                }
            }
            leave(outer);
            Struct members = KnownLayouts.struct(names, values, count);
            if (members == null) {
                throw new UnusualException();
            }
            return members;
        }

        /** The members of the library, which are no content. */
        private boolean isOwn(String name, Value value) {
            if (name.equals(KeyLayout.ID)) {
                requireUsual(id == null && !(value instanceof Struct));
                id = value;
                return true;
            } else if (name.equals(SyncFields.SYNC)) {
                requireUsual(sync == null);
                sync = value;
                return true;
            }
            return false;
        }

        private Value.Items array(int depth) {
            int outer = enter(depth);
            List<Value> items = new ArrayList<>();
            for (int type = bytes[at++]; type != NAMELESS; type = bytes[at++]) {
                while (bytes[at++] != 0) {
                    // Elements are in their order, whatever their indexes say.
                }
                items.add(value(type, depth + 1));
            }
            leave(outer);
            return new Value.Items(items);
        }

        /** Begins a document within the bounds of the one around it, whose end is returned. */
        private int enter(int depth) {
            int outer = end;
            int size = numbers.getInt(at);
            requireUsual(depth <= DEEPEST && size >= LEAST_DOCUMENT && size <= outer - at);
            end = at + size;
            at += Integer.BYTES;
            return outer;
        }

        private void leave(int outer) {
            requireUsual(at == end);
            end = outer;
        }

        private String name() {
            int from = at;
            while (bytes[at] != 0) {
                at++;
            }
            String known = KnownNames.of(bytes, from, at);
            int to = at++;
            return known == null ? utf8(from, to) : known;
        }

        private Value value(int type, int depth) {
            return switch (type) {
                case 0x01 -> new Value.Real(Double.longBitsToDouble(readLong()));
                case 0x02 -> new Value.Text(text());
                case 0x03 -> document(depth);
                case 0x04 -> array(depth);
                case 0x05 -> binary();
                case 0x07 -> objectId();
                case 0x08 -> bool();
                case 0x09 -> new Value.Moment(Instant.ofEpochMilli(readLong()));
                case 0x0A -> Value.Null.NULL;
                case 0x10 -> new Value.Int32(readInt());
                case 0x12 -> new Value.Int64(readLong());
                case 0x13 -> decimal();
                default -> throw new UnusualException();
            };
        }

        private String text() {
            int size = readInt();
            requireUsual(size > 0 && size <= end - at && bytes[at + size - 1] == 0);
            int from = at;
            at += size;
            return utf8(from, at - 1);
        }

        /** The replacement character may stand for invalid bytes. */
        private String utf8(int from, int to) {
            String text = new String(bytes, from, to - from, StandardCharsets.UTF_8);
            requireUsual(text.indexOf('\uFFFD') < 0);
            return text;
        }

        private Value bool() {
            byte value = bytes[at++];
            requireUsual(value == 0 || value == 1);
            return new Value.Bool(value == 1);
        }

        private Value binary() {
            int size = readInt();
            int subtype = Byte.toUnsignedInt(bytes[at++]);
            requireUsual(size >= 0 && size <= end - at && subtype != OLD_BINARY);
            int from = at;
            at += size;
            if (subtype != BsonBinarySubType.UUID_STANDARD.getValue()) {
                return new Value.Bytes(subtype, Arrays.copyOfRange(bytes, from, at));
            }
            requireUsual(size == 2 * Long.BYTES);
            return new Value.Uuid(new UUID(
                    Long.reverseBytes(numbers.getLong(from)), Long.reverseBytes(numbers.getLong(from + Long.BYTES))));
        }

        /** Negative zero has no value. */
        private Value decimal() {
            int from = at;
            at += DECIMAL_BYTES;
            Decimal128 decimal =
                    Decimal128.fromIEEE754BIDEncoding(numbers.getLong(from + Long.BYTES), numbers.getLong(from));
            requireUsual(decimal.isFinite());
            return new Value.Decimal(decimal.bigDecimalValue());
        }

        private int readInt() {
            int value = numbers.getInt(at);
            at += Integer.BYTES;
            return value;
        }

        private long readLong() {
            long value = numbers.getLong(at);
            at += Long.BYTES;
            return value;
        }

        private Value objectId() {
            int from = at;
            at += OBJECT_ID_BYTES;
            return new Value.Oid(HexFormat.of().formatHex(bytes, from, at));
        }

        private static void requireUsual(boolean usual) {
            if (!usual) {
                throw new UnusualException();
            }
        }
    }
}
