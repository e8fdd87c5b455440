// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.mongo.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.bson.RawBsonDocument;
import org.bson.codecs.BsonDocumentCodec;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.FieldDef;
import org.stellaops.persistence.entity.UnmappableException;
import org.stellaops.persistence.mongo.MongoBackend;
import org.stellaops.persistence.mongo.TestServer;
import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.spi.LegacyRecord;
import org.stellaops.persistence.spi.LegacyStore;
import org.stellaops.persistence.spi.VersionStamp;
import org.stellaops.persistence.value.ContentHash;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Value;
import org.stellaops.persistence.value.ValueRules;

/** What is written is read back as it was, to the hash. */
class BsonRoundTripTest {

    private static final EntityType<?> ANY =
            EntityType.builder("trips", "things").fields(FieldDef.json("any")).build();

    private static final int[] SUBTYPES = {0, 5, 0x80, 0xFF};

    private static final String[] NAMES = {"", "a", "b", "a.b", "$ref", "_id", "_sync", "é", "😀", "with space"};

    @Test
    void randomValuesKeepTheirHashInTheBytesOfTheDriver() {
        for (int seed = 0; seed < 500; seed++) {
            Struct struct = struct(new Random(seed), 4, SUBTYPES);

            Struct read = BsonReading.membersWithout(
                    new RawBsonDocument(BsonWriting.document(struct), new BsonDocumentCodec()), Set.of());

            assertThat(read).as("seed %d", seed).isEqualTo(struct);
            assertThat(ContentHash.of(read)).as("seed %d", seed).isEqualTo(ContentHash.of(struct));
        }
    }

    @Test
    void randomValuesKeepTheirHashThroughTheDriverAndAServer() {
        try (MongoBackend backend = TestServer.DEFAULT.backend("trips")) {
            LegacyStore store = backend.store(ANY);
            for (int seed = 0; seed < 60; seed++) {
                RecordKey key = RecordKey.global("k" + seed);
                Struct content = Struct.builder()
                        .put("any", struct(new Random(seed), 4, new int[] {0}))
                        .build();
                Image.Present image = Image.Present.of(key, new VersionStamp(1, "t"), content);
                assertThat(store.insert(image, 1).isDone()).isTrue();

                Optional<LegacyRecord> read = store.read(key);

                assertThat(read.map(LegacyRecord::content)).as("seed %d", seed).contains(content);
                assertThat(read.map(it -> it.image().hash()))
                        .as("seed %d", seed)
                        .contains(image.hash());
            }
        }
    }

    @Test
    void whatBsonWouldRoundOrGarbleIsRefusedByPathWithoutItsValue() {
        List<Value> refused = List.of(
                Value.of(Instant.parse("2024-01-01T00:00:00.000001Z")),
                Value.of(Instant.MAX),
                Value.of("private \uD83D"),
                new Value.Decimal(new BigDecimal(BigInteger.TEN.pow(34).add(BigInteger.ONE))));
        for (Value value : refused) {
            Struct content = Struct.builder().put("a", Value.Items.of(value)).build();

            assertThatExceptionOfType(UnmappableException.class)
                    .isThrownBy(() -> assertThat(BsonWriting.document(content)).isNull())
                    .withMessageStartingWith("a[0] ")
                    .withMessageNotContaining("private");
        }
    }

    private static Struct struct(Random random, int depth, int[] subtypes) {
        Struct.Builder struct = Struct.builder();
        for (int i = random.nextInt(6); i >= 0; i--) {
            struct.put(NAMES[random.nextInt(NAMES.length)], value(random, depth - 1, subtypes));
        }
        return struct.build();
    }

    private static Value value(Random random, int depth, int[] subtypes) {
        if (depth > 0 && random.nextInt(3) == 0) {
            return random.nextBoolean() ? struct(random, depth, subtypes) : items(random, depth, subtypes);
        }
        return switch (random.nextInt(11)) {
            case 0 -> Value.Null.NULL;
            case 1 -> Value.of(random.nextBoolean());
            case 2 -> Value.of(random.nextInt());
            case 3 -> Value.of(random.nextLong());
            case 4 -> Value.of(doubles(random));
            case 5 -> decimal(random);
            case 6 -> Value.of(text(random));
            case 7 -> Value.of(Instant.ofEpochMilli(random.nextLong() >> 11));
            case 8 -> new Value.Uuid(new UUID(random.nextLong(), random.nextLong()));
            case 9 -> new Value.Oid("%024x".formatted(random.nextInt(Integer.MAX_VALUE)));
            default -> new Value.Bytes(subtypes[random.nextInt(subtypes.length)], bytes(random));
        };
    }

    private static Value items(Random random, int depth, int[] subtypes) {
        List<Value> items = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            items.add(value(random, depth - 1, subtypes));
        }
        return new Value.Items(items);
    }

    private static double doubles(Random random) {
        double[] special = {0.0, -0.0, Double.NaN, Double.POSITIVE_INFINITY, Double.MIN_VALUE, 1L << 53};
        return random.nextBoolean() ? special[random.nextInt(special.length)] : random.nextGaussian();
    }

    private static Value decimal(Random random) {
        while (true) {
            BigDecimal decimal = new BigDecimal(
                    new BigInteger(random.nextInt(1, 113), random).multiply(BigInteger.valueOf(random.nextInt(3) - 1L)),
                    random.nextInt(4) == 0 ? random.nextInt(-6111, 6176) : random.nextInt(-3, 12));
            if (ValueRules.decimalProblem(decimal).isEmpty()) {
                return new Value.Decimal(decimal);
            }
        }
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(12); i > 0; i--) {
            int[] kinds = {'a' + random.nextInt(26), 0xE9, 0x4E2D, 0xFFFD, 0x1F600 + random.nextInt(16), '"', '\n'};
            text.appendCodePoint(kinds[random.nextInt(kinds.length)]);
        }
        return text.toString();
    }

    private static byte[] bytes(Random random) {
        byte[] bytes = new byte[random.nextInt(20)];
        random.nextBytes(bytes);
        return bytes;
    }
}
