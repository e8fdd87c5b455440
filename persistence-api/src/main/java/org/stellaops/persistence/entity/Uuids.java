// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.entity;

import java.nio.ByteBuffer;
import java.util.UUID;

/** UUIDs as bytes, in the order of subtype 4 and in that in which the old Java driver wrote subtype 3. */
final class Uuids {

    private static final int BYTES = 2 * Long.BYTES;

    private Uuids() {}

    static byte[] bytesOf(UUID uuid) {
        return ByteBuffer.allocate(BYTES)
                .putLong(uuid.getMostSignificantBits())
                .putLong(uuid.getLeastSignificantBits())
                .array();
    }

    static UUID ofBytes(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return new UUID(buffer.getLong(), buffer.getLong());
    }

    /** Each half with its bytes reversed, as {@code UuidRepresentation.JAVA_LEGACY} has it. */
    static byte[] javaLegacyBytesOf(UUID uuid) {
        return ByteBuffer.allocate(BYTES)
                .putLong(Long.reverseBytes(uuid.getMostSignificantBits()))
                .putLong(Long.reverseBytes(uuid.getLeastSignificantBits()))
                .array();
    }

    static UUID ofJavaLegacyBytes(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return new UUID(Long.reverseBytes(buffer.getLong()), Long.reverseBytes(buffer.getLong()));
    }
}
