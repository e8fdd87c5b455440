// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stellaops.persistence.testkit.contract.Contents.account;
import static org.stellaops.persistence.testkit.contract.Contents.key;
import static org.stellaops.persistence.testkit.contract.Contents.text;
import static org.stellaops.persistence.testkit.contract.Contents.with;
import static org.stellaops.persistence.testkit.contract.Outcomes.applied;
import static org.stellaops.persistence.testkit.contract.Outcomes.rejected;
import static org.stellaops.persistence.testkit.contract.Outcomes.stored;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.Revision;
import org.stellaops.persistence.WriteOutcome;
import org.stellaops.persistence.WriteOutcome.Rejected.Kind;
import org.stellaops.persistence.query.Query;
import org.stellaops.persistence.spi.RecordStore;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Value;

/** Clauses {@code ST-VAL}, second half: unsupported values are rejected with their path, before any write. */
public abstract class ValueRejectionContract extends RecordStoreContract {

    private static final RecordKey KEY = key("k");

    /** For subclasses. */
    protected ValueRejectionContract() {}

    @Test
    @Clause("ST-VAL-20")
    final void theNulCharacterIsRejectedWhereverItIs() {
        Value nul = Value.of("a\0b");

        refused("text", with("text", nul));
        refused("tags[1]", with("tags", Value.Items.of(Value.of("a"), nul)));
        refused("labels[0]", with("labels", Value.Items.of(nul)));
        refused("parts[0].name", with("parts", Value.Items.of(struct("name", nul))));
        refused("parts[0].detail.*", with("parts", Value.Items.of(part("detail", struct("x", nul)))));
        refused("anything", with("anything", nul));
        refused("anything.*[0]", with("anything", struct("a", Value.Items.of(nul))));
        refused("anything", with("anything", struct("a\0", Value.of(1))));
        refused("rest.*", with("rest", struct("legacy", nul)));
    }

    @Test
    @Clause("ST-VAL-21")
    final void aLoneSurrogateIsRejectedWhereverItIs() {
        refused("text", with("text", Value.of("\uD83D")));
        refused("text", with("text", Value.of("\uDE00\uD83D")));
        refused("labels[0]", with("labels", Value.Items.of(Value.of("x\uDE00"))));
        refused("anything", with("anything", Value.of("\uD83Dx")));
        refused("anything", with("anything", struct("\uD83D", Value.of(1))));
    }

    @Test
    @Clause("ST-VAL-22")
    final void notANumberIsRejectedInAColumn() {
        refused("ratio", with("ratio", Value.of(Double.NaN)));
    }

    @Test
    @Clause("ST-VAL-23")
    final void decimalsThatOneDatabaseWouldChangeAreRejected() {
        refused("price", with("price", decimal("12345678901234567890123456789012345")));
        refused("price", with("price", decimal("1E+3")));
        refused("price", with("price", decimal("1E-6177")));
        refused("anything", with("anything", decimal("12345678901234567890123456789012345")));
        refused("anything.*", with("anything", struct("x", decimal("1E+6112"))));
    }

    @Test
    @Clause("ST-VAL-24")
    final void instantsFinerThanTheirFieldAreRejectedNotRounded() {
        refused("at", with("at", moment("2024-01-01T00:00:00.123400Z")));
        refused("fineAt", with("fineAt", moment("2024-01-01T00:00:00.123456700Z")));
        refused("anything", with("anything", moment("2024-01-01T00:00:00.123400Z")));
    }

    @Test
    @Clause("ST-VAL-25")
    final void instantsOutsideTheRangeOfADatabaseAreRejected() {
        refused("at", with("at", moment("-4714-01-01T00:00:00Z")));
        refused("at", with("at", moment("+294277-01-01T00:00:00Z")));
        refused("fineAt", with("fineAt", moment("+10000-01-01T00:00:00Z")));
        refused("fineAt", with("fineAt", moment("-0001-12-31T23:59:59Z")));
        refused("anything", with("anything", moment("+294277-01-01T00:00:00Z")));
    }

    @Test
    @Clause("ST-VAL-26")
    final void binaryOfAnotherSubtypeIsRejected() {
        refused("bytes", with("bytes", new Value.Bytes(5, new byte[] {1})));
        refused("anything", with("anything", new Value.Bytes(3, new byte[16])));
        refused("anything.*", with("anything", struct("x", new Value.Bytes(2, new byte[] {1}))));
    }

    @Test
    @Clause("ST-VAL-27")
    final void aValueOfAnotherClassThanItsFieldIsRejected() {
        refused("number", with("number", Value.of(5L)));
        refused("big", with("big", Value.of(5)));
        refused("ratio", with("ratio", Value.of(5)));
        refused("text", with("text", Value.Null.NULL));
        refused("uuid", with("uuid", Value.of("00000000-0000-0000-0000-000000000000")));
        refused("tags[0]", with("tags", Value.Items.of(Value.Null.NULL)));
        refused("tags", with("tags", Value.of("a")));
        refused("parts[0].size", with("parts", Value.Items.of(part("size", Value.of("1")))));
        refused("level", with("level", Value.of("LOWEST")));
    }

    @Test
    @Clause("ST-VAL-28")
    final void fieldsThatAreUnknownOrMissingAreRejected() {
        refused("the content", with("unknown", Value.of(1)));
        refused("parts[0]", with("parts", Value.Items.of(part("unknown", Value.of(1)))));
        refused("parts[0].name", with("parts", Value.Items.of(Struct.EMPTY)));
        refused("labels", Contents.empty().without("labels"));

        RecordStore accounts = open(ContractTypes.ACCOUNTS);
        RecordKey account = RecordKey.of("t", "k");
        rejected(accounts.put(account, Struct.EMPTY, Precondition.none()), Kind.VALUE, "name");
        assertThat(accounts.find(account)).isEmpty();
    }

    @Test
    @Clause("ST-VAL-29")
    final void nestingBelowNinetyLevelsIsRejected() {
        Value deep = Value.of("bottom");
        for (int level = 0; level < 90; level++) {
            deep = struct("n", deep);
        }

        RecordStore store = everything();
        WriteOutcome outcome = store.put(KEY, with("anything", deep), Precondition.none());

        assertThat(outcome).isInstanceOf(WriteOutcome.Rejected.class);
        assertThat(((WriteOutcome.Rejected) outcome).where()).startsWith("anything.*.*");
        assertThat(store.find(KEY)).isEmpty();
    }

    @Test
    @Clause("ST-VAL-30")
    final void aContentThatIsTooLargeForADocumentIsRejected() {
        refused("the content", text("x".repeat(13 * 1024 * 1024)));
    }

    @Test
    @Clause("ST-VAL-31")
    final void aRemainderHidesNothing() {
        refused("rest", with("rest", struct("_id", Value.of(1))));
        refused("rest", with("rest", struct("_sync", Value.of(1))));
        refused("rest", with("rest", Struct.EMPTY));
        refused("rest", with("rest", Value.of(1)));
    }

    @Test
    @Clause("ST-VAL-32")
    final void aUniqueTextTooLongForAnIndexIsRejected() {
        RecordStore store = open(ContractTypes.ACCOUNTS);
        RecordKey account = RecordKey.of("t", "k");

        applied(store.put(account, account("n").with("email", Value.of("é".repeat(300))), Precondition.none()));
        rejected(
                store.put(account, account("n").with("email", Value.of("é".repeat(300) + "x")), Precondition.none()),
                Kind.VALUE,
                "email");
    }

    @Test
    @Clause("ST-VAL-33")
    final void aRejectionLeavesTheRecordAsItWasAndShowsNoValue() {
        RecordStore store = everything();
        Revision revision = applied(store.put(KEY, Contents.withChildren("old", "p"), Precondition.none()));

        WriteOutcome outcome = store.put(KEY, text("secret\0"), Precondition.none());

        rejected(outcome, Kind.VALUE, "text");
        assertThat(((WriteOutcome.Rejected) outcome).reason()).contains("text").doesNotContain("secret");
        assertThat(store.find(KEY)).contains(stored(KEY, Contents.withChildren("old", "p"), revision));
        applied(store.put(KEY, text("new"), Precondition.revision(revision)));
    }

    @Test
    @Clause("ST-VAL-33")
    final void aRejectionComesBeforeThePrecondition() {
        RecordStore store = everything();

        rejected(store.put(KEY, text("\0"), Precondition.present()), Kind.VALUE, "text");
    }

    private void refused(String path, Struct content) {
        RecordStore store = everything();

        rejected(store.put(KEY, content, Precondition.none()), Kind.VALUE, path);

        assertThat(store.find(KEY)).isEmpty();
        assertThat(store.query(Optional.empty(), Query.all()).items()).isEmpty();
    }

    private static Struct struct(String name, Value value) {
        return Struct.builder().put(name, value).build();
    }

    private static Struct part(String name, Value value) {
        return Struct.builder().put("name", "part").put(name, value).build();
    }

    private static Value decimal(String text) {
        return new Value.Decimal(new BigDecimal(text));
    }

    private static Value moment(String text) {
        return Value.of(Instant.parse(text));
    }
}
