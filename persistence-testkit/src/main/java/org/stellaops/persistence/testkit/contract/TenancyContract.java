// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.stellaops.persistence.testkit.contract.Contents.account;
import static org.stellaops.persistence.testkit.contract.Contents.key;
import static org.stellaops.persistence.testkit.contract.Outcomes.absent;
import static org.stellaops.persistence.testkit.contract.Outcomes.applied;
import static org.stellaops.persistence.testkit.contract.Outcomes.conflictOverNothing;
import static org.stellaops.persistence.testkit.contract.Outcomes.stored;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.Page;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.Revision;
import org.stellaops.persistence.StoredRecord;
import org.stellaops.persistence.query.Condition;
import org.stellaops.persistence.query.Field;
import org.stellaops.persistence.query.Query;
import org.stellaops.persistence.spi.RecordStore;

/** Clauses {@code ST-TENANT}: tenants are isolated. */
public abstract class TenancyContract extends RecordStoreContract {

    private static final RecordKey OF_A = RecordKey.of("a", "k");
    private static final RecordKey OF_B = RecordKey.of("b", "k");

    /** For subclasses. */
    protected TenancyContract() {}

    @Test
    @Clause("ST-TENANT-1")
    final void theSameIdInTwoTenantsIsTwoRecords() {
        RecordStore store = open(ContractTypes.ACCOUNTS);

        Revision ofA = applied(store.put(OF_A, account("of a"), Precondition.absent()));
        Revision ofB = applied(store.put(OF_B, account("of b"), Precondition.absent()));

        assertThat(store.find(OF_A)).contains(stored(OF_A, account("of a"), ofA));
        assertThat(store.find(OF_B)).contains(stored(OF_B, account("of b"), ofB));
    }

    @Test
    @Clause("ST-TENANT-2")
    final void aTenantDoesNotReadAnothersRecords() {
        RecordStore store = open(ContractTypes.ACCOUNTS);
        applied(store.put(OF_A, account("secret"), Precondition.none()));

        assertThat(store.find(OF_B)).isEmpty();
        assertThat(store.query(Optional.of("b"), Query.all()).items()).isEmpty();
        assertThat(store.query(Optional.of("b"), Query.where(Condition.eq(Field.of("name", String.class), "secret")))
                        .items())
                .isEmpty();
    }

    @Test
    @Clause("ST-TENANT-2")
    final void noConditionReachesIntoAnotherTenant() {
        RecordStore store = open(ContractTypes.ACCOUNTS);
        applied(store.put(OF_A, account("of a"), Precondition.none()));
        applied(store.put(OF_B, account("of b"), Precondition.none()));

        for (Condition all : List.of(
                Condition.all(),
                Condition.or(Condition.all(), Condition.eq(Field.of("name", String.class), "of a")),
                Condition.not(Condition.or()),
                Condition.not(Condition.eq(Field.of("name", String.class), "of b")),
                Condition.gte(Field.of("id", String.class), ""))) {
            assertThat(store.query(Optional.of("b"), Query.where(all)).items())
                    .as("%s", all)
                    .allMatch(it -> it.key().equals(OF_B));
        }
    }

    @Test
    @Clause("ST-TENANT-3")
    final void aTenantDoesNotChangeAnothersRecords() {
        RecordStore store = open(ContractTypes.ACCOUNTS);
        Revision revision = applied(store.put(OF_A, account("of a"), Precondition.none()));

        absent(store.delete(OF_B, Precondition.none()));
        conflictOverNothing(store.put(OF_B, account("of b"), Precondition.revision(revision)));
        applied(store.put(OF_B, account("of b"), Precondition.none()));
        applied(store.delete(OF_B, Precondition.none()));

        assertThat(store.find(OF_A)).contains(stored(OF_A, account("of a"), revision));
    }

    @Test
    @Clause("ST-TENANT-4")
    final void tenantsWhoseNamesResembleEachOtherAreApart() {
        RecordStore store = open(ContractTypes.ACCOUNTS);
        List<RecordKey> keys = List.of(
                RecordKey.of("a", "b/c"),
                RecordKey.of("a/b", "c"),
                RecordKey.of("A", "c"),
                RecordKey.of("a ", "c"),
                RecordKey.of("é", "c"),
                RecordKey.of("e\u0301", "c"),
                RecordKey.of("%", "c"),
                RecordKey.of("'", "c"));

        keys.forEach(it -> applied(store.put(it, account("of " + it), Precondition.absent())));

        for (RecordKey it : keys) {
            assertThat(store.query(it.tenant(), Query.all()).items())
                    .as("tenant '%s'", it.tenantOrEmpty())
                    .extracting(StoredRecord::content)
                    .containsExactly(account("of " + it));
        }
    }

    @Test
    @Clause("ST-TENANT-5")
    final void aKeyWithoutItsTenantIsRefused() {
        RecordStore store = open(ContractTypes.ACCOUNTS);

        assertThatIllegalArgumentException().isThrownBy(() -> store.find(key("k")));
        assertThatIllegalArgumentException().isThrownBy(() -> store.put(key("k"), account("n"), Precondition.none()));
        assertThatIllegalArgumentException().isThrownBy(() -> store.delete(key("k"), Precondition.none()));
        assertThatIllegalArgumentException().isThrownBy(() -> store.query(Optional.empty(), Query.all()));
    }

    @Test
    @Clause("ST-TENANT-5")
    final void aTenantOfAGlobalTypeIsRefused() {
        RecordStore store = open(ContractTypes.EVERYTHING);

        assertThatIllegalArgumentException().isThrownBy(() -> store.find(OF_A));
        assertThatIllegalArgumentException().isThrownBy(() -> store.put(OF_A, Contents.empty(), Precondition.none()));
        assertThatIllegalArgumentException().isThrownBy(() -> store.delete(OF_A, Precondition.none()));
        assertThatIllegalArgumentException().isThrownBy(() -> store.query(Optional.of("a"), Query.all()));
    }

    @Test
    @Clause("ST-TENANT-6")
    final void pagesStayWithinTheTenant() {
        RecordStore store = open(ContractTypes.ACCOUNTS);
        for (int i = 0; i < 5; i++) {
            applied(store.put(RecordKey.of("a", "k" + i), account("n"), Precondition.none()));
            applied(store.put(RecordKey.of("b", "k" + i), account("n"), Precondition.none()));
        }

        List<StoredRecord> records = new ArrayList<>();
        Query query = Query.all().limit(2);
        Page<StoredRecord> page = store.query(Optional.of("a"), query);
        records.addAll(page.items());
        while (page.next().isPresent()) {
            page = store.query(Optional.of("a"), query.after(page.next().get()));
            records.addAll(page.items());
        }

        assertThat(records)
                .extracting(StoredRecord::key)
                .containsExactly(
                        RecordKey.of("a", "k0"),
                        RecordKey.of("a", "k1"),
                        RecordKey.of("a", "k2"),
                        RecordKey.of("a", "k3"),
                        RecordKey.of("a", "k4"));
    }
}
