// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.mongo.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.bson.BsonArray;
import org.bson.BsonBinary;
import org.bson.BsonBinaryWriter;
import org.bson.BsonBoolean;
import org.bson.BsonDateTime;
import org.bson.BsonDecimal128;
import org.bson.BsonDocument;
import org.bson.BsonDouble;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonJavaScript;
import org.bson.BsonMinKey;
import org.bson.BsonNull;
import org.bson.BsonObjectId;
import org.bson.BsonRegularExpression;
import org.bson.BsonString;
import org.bson.BsonSymbol;
import org.bson.BsonTimestamp;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;
import org.bson.codecs.BsonDocumentCodec;
import org.bson.io.BasicOutputBuffer;
import org.bson.types.Decimal128;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.stellaops.persistence.value.Value;

/** {@link BsonReading} is the standard: what is read in one pass is read as it reads it, or not at all. */
class PlainDocumentTest {

    private static final Set<String> OWN = Set.of("_id", "_sync");

    private static BsonDocument everyKind() {
        return new BsonDocument("_id", new BsonString("k"))
                .append("text", new BsonString("Grüße 😀"))
                .append("empty", new BsonString(""))
                .append("int", new BsonInt32(-5))
                .append("long", new BsonInt64(1L << 40))
                .append("double", new BsonDouble(-0.0))
                .append("decimal", new BsonDecimal128(new Decimal128(new BigDecimal("-1.10"))))
                .append("true", BsonBoolean.TRUE)
                .append("date", new BsonDateTime(-1))
                .append("oid", new BsonObjectId(new ObjectId("65a000000000000000000001")))
                .append("uuid", new BsonBinary(UUID.fromString("6f1c0d1e-0000-4000-8000-0000000000ff")))
                .append("bytes", new BsonBinary((byte) 0x80, new byte[] {1, 2}))
                .append("old", new BsonBinary((byte) 3, new byte[16]))
                .append("null", BsonNull.VALUE)
                .append("a", new BsonArray(List.of(new BsonDocument(), new BsonArray(), new BsonInt32(1))))
                .append("z", new BsonDocument("_id", new BsonInt32(1)).append("_sync", BsonNull.VALUE))
                .append("_sync", new BsonDocument("version", new BsonInt64(3)));
    }

    @Test
    void eachKindOfValueIsReadAsTheStandardReadsIt() {
        RawBsonDocument raw = raw(everyKind());

        PlainDocument read = PlainDocument.of(raw).orElseThrow();

        assertThat(read.id()).isEqualTo(Value.of("k"));
        assertThat(read.sync()).isEqualTo(BsonReading.member(raw, "_sync"));
        assertThat(read.members()).isEqualTo(BsonReading.membersWithout(raw, OWN));
    }

    /** Whatever a byte is changed to: no exception, and no other members than the standard reads. */
    @Test
    void brokenBytesAreNeverReadOtherwise() {
        byte[] whole = bytesOf(everyKind());
        for (int at = 0; at < whole.length; at++) {
            for (int change : new int[] {0x01, 0x02, 0x10, 0x7F, 0x80, 0xFF}) {
                byte[] broken = whole.clone();
                broken[at] ^= (byte) change;
                RawBsonDocument raw = new RawBsonDocument(broken);

                Optional<PlainDocument> read = PlainDocument.of(raw);

                read.ifPresent(it -> assertThat(it.members()).isEqualTo(BsonReading.membersWithout(raw, OWN)));
            }
        }
    }

    @Test
    void aPartOfTheBytesIsLeftToTheStandard() {
        byte[] whole = bytesOf(everyKind());
        for (int length = 5; length < whole.length; length++) {
            assertThat(PlainDocument.of(new RawBsonDocument(whole, 0, length))).isEmpty();
        }
    }

    /** Names and their orders are remembered; "Aa" and "BB" have the same hash, and of names that are long or not of ASCII none is kept. */
    @Test
    void documentsThatResembleOneAnotherAreNotMistakenForEachOther() {
        List<String> names = List.of("Aa", "BB", "b", "a", "aa", "", "é", "n".repeat(80), "$x", "x.y");
        Random random = new Random(7);
        for (int round = 0; round < 5_000; round++) {
            List<String> some = new ArrayList<>(names);
            Collections.shuffle(some, random);
            BsonDocument document = new BsonDocument("_id", new BsonInt32(round));
            for (String name : some.subList(0, random.nextInt(4))) {
                BsonDocument inner =
                        new BsonDocument(some.get(9), BsonNull.VALUE).append(some.get(8), BsonBoolean.TRUE);
                document.append(name, random.nextBoolean() ? inner : new BsonInt64(round));
            }
            RawBsonDocument raw = raw(document);

            assertThat(PlainDocument.of(raw).orElseThrow().members()).isEqualTo(BsonReading.membersWithout(raw, OWN));
        }
    }

    @Test
    void documentsOfManyNamesAreReadAsOftenAsTheyCome() {
        BsonDocument document = new BsonDocument("_id", new BsonInt32(1));
        for (int i = 0; i < 100; i++) {
            document.append("m" + (i * 7) % 100, new BsonInt32(i));
        }
        RawBsonDocument raw = raw(document);

        for (int i = 0; i < 3; i++) {
            assertThat(PlainDocument.of(raw).orElseThrow().members()).isEqualTo(BsonReading.membersWithout(raw, OWN));
        }
    }

    @Test
    void aNameThatOccursTwiceIsLeftToTheStandardAsOftenAsItComes() {
        BasicOutputBuffer bytes = new BasicOutputBuffer();
        try (BsonBinaryWriter writer = new BsonBinaryWriter(bytes)) {
            writer.writeStartDocument();
            writer.writeInt32("_id", 1);
            writer.writeInt32("twice", 1);
            writer.writeInt32("twice", 2);
            writer.writeEndDocument();
        }

        for (int i = 0; i < 3; i++) {
            assertThat(PlainDocument.of(new RawBsonDocument(bytes.toByteArray())))
                    .isEmpty();
        }
    }

    static BsonValue[] unusual() {
        BsonValue deep = BsonNull.VALUE;
        for (int i = 0; i < 200; i++) {
            deep = new BsonArray(List.of(deep));
        }
        return new BsonValue[] {
            new BsonString("\uFFFD"),
            new BsonBinary((byte) 4, new byte[3]),
            new BsonDecimal128(Decimal128.NaN),
            new BsonDecimal128(Decimal128.NEGATIVE_ZERO),
            new BsonRegularExpression("a"),
            new BsonTimestamp(1, 2),
            new BsonMinKey(),
            new BsonJavaScript("a"),
            new BsonSymbol("a"),
            new BsonBinary((byte) 2, new byte[1]),
            deep
        };
    }

    @ParameterizedTest
    @MethodSource("unusual")
    void whatTheStandardMustJudgeIsLeftToIt(BsonValue value) {
        assertThat(PlainDocument.of(raw(new BsonDocument("_id", new BsonInt32(1)).append("a", value))))
                .isEmpty();
        assertThat(PlainDocument.of(raw(new BsonDocument("_id", value)))).isEmpty();
    }

    @Test
    void documentsWithoutAnIdOrWithACompoundOneAreLeftToTheStandard() {
        assertThat(PlainDocument.of(raw(new BsonDocument("a", BsonNull.VALUE)))).isEmpty();
        assertThat(PlainDocument.of(raw(new BsonDocument("_id", new BsonDocument("a", BsonNull.VALUE)))))
                .isEmpty();
    }

    private static RawBsonDocument raw(BsonDocument document) {
        return new RawBsonDocument(bytesOf(document));
    }

    private static byte[] bytesOf(BsonDocument document) {
        RawBsonDocument raw = new RawBsonDocument(document, new BsonDocumentCodec());
        byte[] bytes = new byte[raw.getByteBuffer().remaining()];
        raw.getByteBuffer().get(bytes);
        return bytes;
    }
}
