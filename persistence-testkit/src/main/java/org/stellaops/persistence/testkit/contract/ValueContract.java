// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stellaops.persistence.testkit.contract.Contents.empty;
import static org.stellaops.persistence.testkit.contract.Contents.key;
import static org.stellaops.persistence.testkit.contract.Contents.text;
import static org.stellaops.persistence.testkit.contract.Contents.with;
import static org.stellaops.persistence.testkit.contract.Outcomes.applied;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.Revision;
import org.stellaops.persistence.StoredRecord;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.spi.RecordStore;
import org.stellaops.persistence.value.Canonical;
import org.stellaops.persistence.value.ContentHash;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Value;

/**
 * Clauses {@code ST-VAL}, first half: accepted values are stored exactly. {@link ValueRejectionContract} is the other.
 */
public abstract class ValueContract extends RecordStoreContract {

    private static final RecordKey KEY = key("k");

    private static final int RANDOM_CONTENTS = 150;

    /** For subclasses. */
    protected ValueContract() {}

    @Test
    @Clause("ST-VAL-1")
    final void textsAreCarriedExactly() {
        carried(
                "text",
                Value.of(""),
                Value.of(" a "),
                Value.of("\u0001\t\n\r\u001f\u007f"),
                Value.of("é"),
                Value.of("e\u0301"),
                Value.of("\uFFFD\uFFFE\uFFFF"),
                Value.of("\uD83D\uDE00\uDBFF\uDFFF"),
                Value.of("\u2028\u2029\u00a0\u200b"),
                Value.of("\"\\'%_${}[]"),
                Value.of("null"),
                Value.of("\\u0000"),
                Value.of("x".repeat(100_000)));
    }

    @Test
    @Clause("ST-VAL-2")
    final void integersAreCarriedExactlyInTheirClass() {
        carried("number", Value.of(0), Value.of(-1), Value.of(Integer.MIN_VALUE), Value.of(Integer.MAX_VALUE));
        carried(
                "big",
                Value.of(5L),
                Value.of((1L << 53) + 1),
                Value.of(-(1L << 53) - 1),
                Value.of(Long.MIN_VALUE),
                Value.of(Long.MAX_VALUE));
    }

    @Test
    @Clause("ST-VAL-3")
    final void doublesAreCarriedExactly() {
        carried(
                "ratio",
                Value.of(0.0),
                Value.of(-0.0),
                Value.of(3.0),
                Value.of(0.1),
                Value.of(Double.MIN_VALUE),
                Value.of(Double.MIN_NORMAL),
                Value.of(Double.MAX_VALUE),
                Value.of(Double.POSITIVE_INFINITY),
                Value.of(Double.NEGATIVE_INFINITY));
    }

    @Test
    @Clause("ST-VAL-4")
    final void decimalsKeepTheirScale() {
        carried(
                "price",
                decimal("0"),
                decimal("0.00"),
                decimal("1.1"),
                decimal("1.10"),
                decimal("-1.10"),
                decimal("1234567890123456789012345678901234"),
                decimal("0.1234567890123456789012345678901234"),
                decimal("1E-6176"),
                decimal("1000"));
    }

    @Test
    @Clause("ST-VAL-5")
    final void instantsAreCarriedExactlyInThePrecisionOfTheirField() {
        carried(
                "at",
                moment("1970-01-01T00:00:00Z"),
                moment("1969-12-31T23:59:59.999Z"),
                moment("0001-01-01T00:00:00Z"),
                moment("-4713-11-24T00:00:00Z"),
                moment("-0001-06-15T12:00:00Z"),
                moment("1582-10-10T00:00:00Z"),
                moment("9999-12-31T23:59:59.999Z"),
                moment("+294276-12-31T23:59:59.999Z"));
        carried(
                "fineAt",
                moment("2024-02-29T23:59:59.123456Z"),
                moment("1969-12-31T23:59:59.999999Z"),
                moment("0001-01-01T00:00:00.000001Z"),
                moment("0000-01-01T00:00:00Z"),
                moment("9999-12-31T23:59:59.999999Z"));
    }

    @Test
    @Clause("ST-VAL-6")
    final void otherScalarsAreCarriedExactly() {
        carried("flag", Value.of(true), Value.of(false));
        carried("uuid", new Value.Uuid(new UUID(0, 0)), new Value.Uuid(new UUID(-1, 1)));
        carried("bytes", bytes(0), bytes(0, 0), bytes(0, 0, -1, 127, -128));
        carried("level", Value.of("LOW"), Value.of("HIGH"));
    }

    @Test
    @Clause("ST-VAL-7")
    final void jsonKeepsTheClassOfEveryValue() {
        carried(
                "anything",
                Value.Null.NULL,
                Value.of(true),
                Value.of(5),
                Value.of(5L),
                Value.of(5.0),
                decimal("5"),
                decimal("5.0"),
                decimal("5E+3"),
                decimal("0E-10"),
                decimal("9.999999999999999999999999999999999E+6144"),
                Value.of("5"),
                Value.of(-0.0),
                Value.of(Double.NaN),
                Value.of(Double.POSITIVE_INFINITY),
                Value.of((1L << 53) + 1),
                moment("2024-02-29T23:59:59.123Z"),
                moment("-4713-11-24T00:00:00Z"),
                new Value.Uuid(new UUID(1, 2)),
                new Value.Oid("0123456789abcdef01234567"),
                bytes(0, 1, 2),
                bytes(5, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15),
                bytes(0x80, 1));
    }

    @Test
    @Clause("ST-VAL-8")
    final void nullMissingAndEmptyAreThreeThings() {
        carried(
                "anything",
                Value.Items.of(),
                Struct.EMPTY,
                Value.Items.of(Value.Null.NULL, Value.Items.of(), Struct.EMPTY, Value.of("")),
                Value.Items.of(Value.Items.of(Value.Items.of())),
                Struct.builder().put("null", Value.Null.NULL).build(),
                Struct.builder()
                        .put("empty", Struct.EMPTY)
                        .put("none", Value.Items.of())
                        .build());
        carried("tags", Value.Items.of());
        roundTrip(everything(), ContractTypes.EVERYTHING, KEY, empty());
    }

    @Test
    @Clause("ST-VAL-9")
    final void everyMemberNameIsCarriedInJson() {
        Struct names = Struct.builder()
                .put("", Value.of(1))
                .put(".", Value.of(2))
                .put("a.b", Value.of(3))
                .put("$set", Value.of(4))
                .put("$", Value.of(5))
                .put("$$", Value.of(6))
                .put("é", Value.of(7))
                .put("e\u0301", Value.of(8))
                .put("A", Value.of(9))
                .put("a", Value.of(10))
                .put("\uD83D\uDE00", Value.of(11))
                .put("_id", Value.of(12))
                .put("_sync", Value.of(13))
                .put("\u0001 \"'\\", Value.of(14))
                .put("__proto__", Value.of(15))
                .build();

        carried("anything", names, Value.Items.of(names));
    }

    @Test
    @Clause("ST-VAL-10")
    final void whatLooksLikeATagIsNotTakenForOne() {
        carried(
                "anything",
                Struct.builder().put("$numberLong", "5").build(),
                Struct.builder().put("$oid", "0123456789abcdef01234567").build(),
                Struct.builder().put("$date", "2024-01-01T00:00:00Z").build(),
                Struct.builder().put("$$numberLong", "5").build(),
                Struct.builder().put("$ref", "c").put("$id", "x").build());
    }

    @Test
    @Clause("ST-VAL-11")
    final void orderCountsInListsAndNotInMembers() {
        carried(
                "anything",
                Value.Items.of(Value.of(2), Value.of(1), Value.of(2)),
                Struct.builder().put("b", Value.of(1)).put("aa", Value.of(2)).build());
        carried("tags", Value.Items.of(Value.of("b"), Value.of("a"), Value.of("b")));
        carried("labels", Value.Items.of(Value.of("b"), Value.of("a"), Value.of("b"), Value.of("")));
        carried(
                "parts",
                Value.Items.of(
                        Struct.builder().put("name", "z").build(),
                        Struct.builder()
                                .put("name", "a")
                                .put("size", Value.of(1))
                                .put("pendingFlags", Value.Items.of())
                                .put("detail", Value.Null.NULL)
                                .build(),
                        Struct.builder().put("name", "z").build()));
    }

    @Test
    @Clause("ST-VAL-12")
    final void ninetyLevelsOfNestingAreCarried() {
        Value deepest = Value.of("bottom");
        Value lists = deepest;
        Value structs = deepest;
        for (int level = 1; level < 90; level++) {
            lists = Value.Items.of(lists);
            structs = Struct.builder().put("n", structs).build();
        }

        carried("anything", lists, structs);
    }

    @Test
    @Clause("ST-VAL-13")
    final void aLargeContentIsCarried() {
        Value[] rows = new Value[2000];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = Struct.builder()
                    .put("name", "part " + i)
                    .put("detail", Value.of("x".repeat(500)))
                    .build();
        }

        carried("parts", Value.Items.of(rows));
    }

    @Test
    @Clause("ST-VAL-14")
    final void aRemainderIsCarriedBesideTheFields() {
        carried(
                "rest",
                Struct.builder()
                        .put("legacy", Value.Null.NULL)
                        .put("nested", Struct.builder().put("$x", Value.of(1.0)).build())
                        .put("list", Value.Items.of(Value.of(1), Value.of(1L)))
                        .put("UPPER", Value.of("\uD83D\uDE00"))
                        .build());
    }

    @Test
    @Clause("ST-VAL-15")
    final void randomContentsComeBackWithTheSameHash() {
        for (EntityType<?> type : List.of(ContractTypes.EVERYTHING, ContractTypes.LISTS)) {
            RecordStore store = open(type);
            for (int seed = 0; seed < RANDOM_CONTENTS; seed++) {
                roundTrip(store, type, key("seed " + seed % 50), new RandomContents(seed).of(type));
            }
        }
    }

    private void carried(String field, Value... values) {
        RecordStore store = everything();
        for (int i = 0; i < values.length; i++) {
            roundTrip(
                    store,
                    ContractTypes.EVERYTHING,
                    key(field + i),
                    text("beside").with(field, values[i]));
            roundTrip(store, ContractTypes.EVERYTHING, key(field), with(field, values[i]));
        }
    }

    private static void roundTrip(RecordStore store, EntityType<?> type, RecordKey key, Struct content) {
        assertThat(type.problemsOf(content)).isEmpty();

        Revision revision = applied(store.put(key, content, Precondition.none()));

        StoredRecord found = store.find(key).orElseThrow();
        assertThat(found.revision()).isEqualTo(revision);
        assertThat(Canonical.form(found.content())).as("%s of %s", key, type).isEqualTo(Canonical.form(content));
        assertThat(ContentHash.of(found.content())).isEqualTo(ContentHash.of(content));
    }

    private static Value decimal(String text) {
        return new Value.Decimal(new BigDecimal(text));
    }

    private static Value moment(String text) {
        return Value.of(Instant.parse(text));
    }

    private static Value bytes(int subtype, int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return new Value.Bytes(subtype, bytes);
    }
}
