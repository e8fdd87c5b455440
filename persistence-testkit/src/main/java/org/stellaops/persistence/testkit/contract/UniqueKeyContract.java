// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stellaops.persistence.testkit.contract.Contents.account;
import static org.stellaops.persistence.testkit.contract.Contents.key;
import static org.stellaops.persistence.testkit.contract.Outcomes.applied;
import static org.stellaops.persistence.testkit.contract.Outcomes.rejected;
import static org.stellaops.persistence.testkit.contract.Outcomes.stored;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.Revision;
import org.stellaops.persistence.StoredRecord;
import org.stellaops.persistence.WriteOutcome;
import org.stellaops.persistence.WriteOutcome.Rejected.Kind;
import org.stellaops.persistence.query.Query;
import org.stellaops.persistence.spi.RecordStore;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Value;

/** Clauses {@code ST-UNIQ}: unique keys beyond the id. */
public abstract class UniqueKeyContract extends RecordStoreContract {

    private static final RecordKey A = RecordKey.of("t", "a");
    private static final RecordKey B = RecordKey.of("t", "b");

    /** For subclasses. */
    protected UniqueKeyContract() {}

    @Test
    @Clause("ST-UNIQ-1")
    final void aSecondHolderOfAValueIsRejectedByTheNameOfTheKey() {
        RecordStore store = open(ContractTypes.ACCOUNTS);
        Revision revision = put(store, A, email("x@example.org"));

        rejected(store.put(B, email("x@example.org"), Precondition.none()), Kind.UNIQUE, "accounts_email");

        assertThat(store.find(A)).contains(stored(A, email("x@example.org"), revision));
        assertThat(store.find(B)).isEmpty();
        assertThat(store.query(Optional.of("t"), Query.all()).items()).hasSize(1);
    }

    @Test
    @Clause("ST-UNIQ-1")
    final void aGlobalTypeHasUniqueKeysToo() {
        RecordStore store = open(ContractTypes.TICKETS);
        RecordKey first = key("000000000000000000000001");
        RecordKey second = key("000000000000000000000002");
        Struct taken = Struct.builder().put("code", "c").build();
        applied(store.put(first, taken, Precondition.none()));

        rejected(store.put(second, taken, Precondition.absent()), Kind.UNIQUE, "tickets_code");

        assertThat(store.find(second)).isEmpty();
    }

    @Test
    @Clause("ST-UNIQ-2")
    final void anUpdateToATakenValueLeavesTheRecordAsItWas() {
        RecordStore store = open(ContractTypes.ACCOUNTS);
        put(store, A, email("taken@example.org"));
        Revision revision = put(store, B, email("free@example.org"));

        rejected(store.put(B, email("taken@example.org"), Precondition.none()), Kind.UNIQUE, "accounts_email");
        rejected(
                store.put(B, email("taken@example.org"), Precondition.revision(revision)),
                Kind.UNIQUE,
                "accounts_email");

        assertThat(store.find(B)).contains(stored(B, email("free@example.org"), revision));
        applied(store.put(B, email("other@example.org"), Precondition.revision(revision)));
    }

    @Test
    @Clause("ST-UNIQ-3")
    final void aRecordThatLacksAFieldOfTheKeyIsNotConstrained() {
        RecordStore store = open(ContractTypes.ACCOUNTS);

        put(store, A, account("n").with("realm", Value.of("r")));
        put(store, B, account("n").with("realm", Value.of("r")));
        put(store, RecordKey.of("t", "c"), account("n").with("number", Value.of(1)));
        put(store, RecordKey.of("t", "d"), account("n").with("number", Value.of(1)));
        put(store, RecordKey.of("t", "e"), account("n"));

        assertThat(store.query(Optional.of("t"), Query.all()).items()).hasSize(5);
    }

    @Test
    @Clause("ST-UNIQ-4")
    final void aCompositeKeyIsAboutAllItsFieldsTogether() {
        RecordStore store = open(ContractTypes.ACCOUNTS);
        put(store, A, realmNumber("r", 1));
        put(store, B, realmNumber("r", 2));
        put(store, RecordKey.of("t", "c"), realmNumber("s", 1));

        rejected(
                store.put(RecordKey.of("t", "d"), realmNumber("r", 2), Precondition.none()),
                Kind.UNIQUE,
                "accounts_realm_number");
    }

    @Test
    @Clause("ST-UNIQ-5")
    final void aValueIsFreeOnceItsHolderIsGoneOrHasAnother() {
        RecordStore store = open(ContractTypes.ACCOUNTS);
        put(store, A, email("1"));
        applied(store.delete(A, Precondition.none()));
        put(store, B, email("1"));
        put(store, B, email("2"));
        put(store, A, email("1"));

        assertThat(store.query(Optional.of("t"), Query.all()).items())
                .extracting(StoredRecord::content)
                .containsExactly(email("1"), email("2"));
    }

    @Test
    @Clause("ST-UNIQ-6")
    final void aRecordMayKeepItsOwnValue() {
        RecordStore store = open(ContractTypes.ACCOUNTS);
        put(store, A, email("1"));

        put(store, A, email("1").with("name", Value.of("other")));

        assertThat(store.find(A).map(StoredRecord::content)).contains(email("1").with("name", Value.of("other")));
    }

    @Test
    @Clause("ST-UNIQ-7")
    final void tenantsDoNotShareUniqueValues() {
        RecordStore store = open(ContractTypes.ACCOUNTS);

        put(store, RecordKey.of("t", "a"), email("1"));
        put(store, RecordKey.of("u", "a"), email("1"));

        rejected(store.put(RecordKey.of("u", "b"), email("1"), Precondition.none()), Kind.UNIQUE, "accounts_email");
    }

    @Test
    @Clause("ST-UNIQ-8")
    final void valuesAreComparedAsCodePoints() {
        RecordStore store = open(ContractTypes.ACCOUNTS);

        List<String> emails = List.of("a", "A", "a ", "é", "e\u0301", "");
        for (int i = 0; i < emails.size(); i++) {
            put(store, RecordKey.of("t", "k" + i), email(emails.get(i)));
        }

        rejected(store.put(B, email("e\u0301"), Precondition.none()), Kind.UNIQUE, "accounts_email");
        rejected(store.put(B, email(""), Precondition.none()), Kind.UNIQUE, "accounts_email");
    }

    @Test
    @Clause("ST-UNIQ-9")
    final void ofManyRacingHoldersExactlyOneWins() {
        RecordStore store = open(ContractTypes.ACCOUNTS);

        List<WriteOutcome> outcomes =
                Race.of(8, i -> store.put(RecordKey.of("t", "k" + i), email("1"), Precondition.none()));

        assertThat(outcomes)
                .hasOnlyElementsOfTypes(WriteOutcome.Applied.class, WriteOutcome.Rejected.class)
                .filteredOn(WriteOutcome::isApplied)
                .hasSize(1);
        assertThat(store.query(Optional.of("t"), Query.all()).items()).hasSize(1);
    }

    @CanIgnoreReturnValue
    private static Revision put(RecordStore store, RecordKey key, Struct content) {
        return applied(store.put(key, content, Precondition.none()));
    }

    private static Struct email(String email) {
        return account("n").with("email", Value.of(email));
    }

    private static Struct realmNumber(String realm, int number) {
        return account("n").with("realm", Value.of(realm)).with("number", Value.of(number));
    }
}
