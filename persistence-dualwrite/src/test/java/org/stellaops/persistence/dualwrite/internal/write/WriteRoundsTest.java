// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.internal.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.WriteOutcome;
import org.stellaops.persistence.entity.Document;
import org.stellaops.persistence.entity.EntityType;
import org.stellaops.persistence.entity.FieldDef;
import org.stellaops.persistence.query.Condition;
import org.stellaops.persistence.spi.RecordWrite;
import org.stellaops.persistence.value.Struct;

/** Many writes of one call are made in rounds that one statement can hold, each key once in a round. */
class WriteRoundsTest {

    private static final EntityType<Document> TYPE = EntityType.builder("module", "things")
            .fields(FieldDef.text("note").optional())
            .build();

    private final List<List<RecordWrite>> rounds = new ArrayList<>();
    private final WriteRounds writes = new WriteRounds(WriteChecks.of(TYPE), this::round);

    @ParameterizedTest
    @CsvSource({"1, 1", "500, 1", "501, 2", "1000, 2"})
    void aRoundHoldsFiveHundredKeys(int count, int expected) {
        List<LeaderWriteResult> results = writes.run(
                IntStream.range(0, count).mapToObj(i -> put("k" + i, "x")).toList());

        assertThat(rounds).hasSize(expected);
        assertThat(results).hasSize(count);
        for (int i = 0; i < count; i++) {
            assertThat(reason(results.get(i))).isEqualTo("made k" + i);
        }
    }

    @Test
    void aRoundHoldsEightMegabytes() {
        String text = "x".repeat(2_000_000);

        assertThat(writes.run(List.of(put("a", text), put("b", text), put("c", text), put("d", text), put("e", text))))
                .hasSize(5);

        assertThat(rounds).extracting(List::size).containsExactly(3, 2);
    }

    @Test
    void aContentLargerThanARoundIsMadeAlone() {
        String text = "x".repeat(9_000_000);

        assertThat(writes.run(List.of(put("a", text), put("b", "x"), delete("c"))))
                .hasSize(3);

        assertThat(rounds).extracting(List::size).containsExactly(1, 2);
    }

    @Test
    void aKeyThatComesAgainBeginsTheNextRound() {
        assertThat(writes.run(List.of(put("a", "1"), delete("b"), delete("a"), put("a", "2"))))
                .hasSize(4);

        assertThat(rounds).extracting(List::size).containsExactly(2, 1, 1);
    }

    @Test
    void nothingIsNoRound() {
        assertThat(writes.run(List.of())).isEmpty();

        assertThat(rounds).isEmpty();
    }

    @Test
    void whatNoRecordCouldHoldIsAnsweredInItsPlace() {
        RecordWrite wrong = new RecordWrite.Put(
                RecordKey.global("a"), Struct.builder().put("unknown", "x").build(), Precondition.none());

        List<LeaderWriteResult> results = writes.run(List.of(wrong, put("b", "x")));

        assertThat(results.get(0).outcome()).isInstanceOf(WriteOutcome.Rejected.class);
        assertThat(reason(results.get(1))).isEqualTo("made b");
        assertThat(rounds).extracting(List::size).containsExactly(1);
    }

    @Test
    void aCallThatNoStoreAcceptsIsTheCallersMistake() {
        WriteChecks checks = WriteChecks.of(TYPE);
        RecordKey ofTenant = RecordKey.of("tenant", "a");
        Precondition unknown = Precondition.holds(new Condition.Missing("unknown"));

        assertThatIllegalArgumentException().isThrownBy(() -> checks.require(ofTenant, Precondition.none()));
        assertThatIllegalArgumentException().isThrownBy(() -> checks.require(RecordKey.global("a"), unknown));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> writes.run(List.of(new RecordWrite.Delete(RecordKey.global("a"), unknown))));
        assertThatIllegalArgumentException().isThrownBy(() -> checks.requireOneTenant(List.of(ofTenant)));
        checks.requireOneTenant(keys(1_000));
        assertThatIllegalArgumentException().isThrownBy(() -> checks.requireOneTenant(keys(1_001)));
    }

    private static List<RecordKey> keys(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> RecordKey.global("k" + i))
                .toList();
    }

    private List<LeaderWriteResult> round(List<RecordWrite> round) {
        rounds.add(round);
        return round.stream()
                .map(it -> LeaderWriteResult.withoutImage(new WriteOutcome.Conflict(
                        Optional.empty(), "made " + it.key().id())))
                .toList();
    }

    private static String reason(LeaderWriteResult result) {
        return ((WriteOutcome.Conflict) result.outcome()).reason();
    }

    private static RecordWrite put(String id, String text) {
        return new RecordWrite.Put(
                RecordKey.global(id), Struct.builder().put("note", text).build(), Precondition.none());
    }

    private static RecordWrite delete(String id) {
        return new RecordWrite.Delete(RecordKey.global(id), Precondition.none());
    }
}
