// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.mongo.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.bson.BsonArray;
import org.bson.BsonBinary;
import org.bson.BsonBinaryWriter;
import org.bson.BsonDbPointer;
import org.bson.BsonDecimal128;
import org.bson.BsonDocument;
import org.bson.BsonDocumentReader;
import org.bson.BsonInt32;
import org.bson.BsonJavaScript;
import org.bson.BsonJavaScriptWithScope;
import org.bson.BsonMaxKey;
import org.bson.BsonMinKey;
import org.bson.BsonRegularExpression;
import org.bson.BsonSymbol;
import org.bson.BsonTimestamp;
import org.bson.BsonUndefined;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;
import org.bson.io.BasicOutputBuffer;
import org.bson.types.Decimal128;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.stellaops.persistence.entity.UnmappableException;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Value;

class BsonReadingTest {

    private record Rejection(BsonValue value, String reason) {}

    static Rejection[] rejections() {
        return new Rejection[] {
            new Rejection(new BsonRegularExpression("secret"), "regular expression"),
            new Rejection(new BsonTimestamp(1, 2), "timestamp"),
            new Rejection(new BsonMinKey(), "min key"),
            new Rejection(new BsonMaxKey(), "max key"),
            new Rejection(new BsonJavaScript("secret"), "code"),
            new Rejection(new BsonJavaScriptWithScope("secret", new BsonDocument()), "code"),
            new Rejection(new BsonSymbol("secret"), "symbol"),
            new Rejection(new BsonUndefined(), "undefined"),
            new Rejection(new BsonDbPointer("secret", new ObjectId()), "DBPointer"),
            new Rejection(new BsonDecimal128(Decimal128.NaN), "NaN"),
            new Rejection(new BsonDecimal128(Decimal128.POSITIVE_INFINITY), "infinite"),
            new Rejection(new BsonDecimal128(Decimal128.NEGATIVE_ZERO), "negative zero"),
            new Rejection(new BsonBinary((byte) 4, new byte[3]), "16 bytes"),
        };
    }

    @ParameterizedTest
    @MethodSource("rejections")
    void whatPostgreSqlHasNoFormOfIsRefusedByNameAndPathWithoutItsValue(Rejection rejection) {
        BsonDocument document = new BsonDocument(
                "a", new BsonArray(java.util.List.of(new BsonInt32(1), new BsonDocument("b", rejection.value()))));

        assertThatExceptionOfType(UnmappableException.class)
                .isThrownBy(() -> read(document))
                .withMessageStartingWith("a[1].b ")
                .withMessageContaining(rejection.reason())
                .satisfies(it -> assertThat(it.getMessage()).doesNotContain("secret"));
    }

    @Test
    void aNameThatOccursTwiceIsRefused() {
        BasicOutputBuffer out = new BasicOutputBuffer();
        try (BsonBinaryWriter writer = new BsonBinaryWriter(out)) {
            writer.writeStartDocument();
            writer.writeStartDocument("a");
            writer.writeInt32("b", 1);
            writer.writeInt32("b", 2);
            writer.writeEndDocument();
            writer.writeEndDocument();
        }
        RawBsonDocument raw = new RawBsonDocument(out.toByteArray());

        assertThatExceptionOfType(UnmappableException.class)
                .isThrownBy(() ->
                        assertThat(BsonReading.membersWithout(raw, Set.of())).isNull())
                .withMessage("a.b occurs twice in its document");
    }

    @Test
    void bytesThatAreNoTextAreRefusedAndTheReplacementCharacterIsNot() {
        byte[] bytes = bytesOf(new BsonDocument("a", new org.bson.BsonString("x\uFFFDy")));
        assertThat(BsonReading.membersWithout(new RawBsonDocument(bytes), Set.of()))
                .isEqualTo(Struct.builder().put("a", "x\uFFFDy").build());

        int at = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("x") + 1;
        // The three bytes that the driver writes for a lone surrogate.
        bytes[at] = (byte) 0xED;
        bytes[at + 1] = (byte) 0xA0;
        bytes[at + 2] = (byte) 0x80;

        assertThatExceptionOfType(UnmappableException.class)
                .isThrownBy(() -> assertThat(BsonReading.membersWithout(new RawBsonDocument(bytes), Set.of()))
                        .isNull())
                .withMessage("a is a text that is not valid UTF-8");
    }

    @Test
    void bytesThatAreNoDocumentAreRefused() {
        byte[] bytes = bytesOf(new BsonDocument("a", new BsonInt32(1)));
        bytes[4] = 99;

        assertThatExceptionOfType(UnmappableException.class)
                .isThrownBy(() -> assertThat(BsonReading.membersWithout(new RawBsonDocument(bytes), Set.of()))
                        .isNull())
                .withMessage("the document is not valid BSON");
    }

    @Test
    void theOtherMembersAreLeftOutUnread() {
        BsonDocument document = new BsonDocument("_id", new BsonMinKey()).append("a", new BsonInt32(1));

        assertThat(BsonReading.membersWithout(raw(document), Set.of("_id")))
                .isEqualTo(Struct.builder().put("a", Value.of(1)).build());
    }

    private static void read(BsonDocument document) {
        assertThat(BsonReading.membersWithout(raw(document), Set.of())).isNotNull();
    }

    private static RawBsonDocument raw(BsonDocument document) {
        return new RawBsonDocument(bytesOf(document));
    }

    private static byte[] bytesOf(BsonDocument document) {
        BasicOutputBuffer out = new BasicOutputBuffer();
        try (BsonBinaryWriter writer = new BsonBinaryWriter(out);
                BsonDocumentReader reader = new BsonDocumentReader(document)) {
            writer.pipe(reader);
        }
        return out.toByteArray();
    }
}
