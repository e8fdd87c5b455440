// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stellaops.persistence.testkit.contract.Contents.key;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.query.Query;
import org.stellaops.persistence.spi.ApplyAnswer;
import org.stellaops.persistence.spi.Image;
import org.stellaops.persistence.spi.Scan;
import org.stellaops.persistence.spi.ScanEntry;
import org.stellaops.persistence.spi.TargetStore;
import org.stellaops.persistence.spi.TargetWrite;
import org.stellaops.persistence.spi.VersionStamp;
import org.stellaops.persistence.value.ContentHash;
import org.stellaops.persistence.value.Struct;

/** Clauses {@code TS-EVICT}: unique values on a follower that receives records one by one. */
public abstract class TargetEvictionContract extends TargetContract {

    private static final RecordKey A = key("00000000000000000000000a");
    private static final RecordKey B = key("00000000000000000000000b");
    private static final RecordKey C = key("00000000000000000000000c");

    /** For subclasses. */
    protected TargetEvictionContract() {}

    @Test
    @Clause("TS-EVICT-1")
    final void aViolationNamesConstraintAndHolderAndChangesNothing() {
        TargetStore tickets = tickets();
        Image.Present holder = givenTicket(tickets, A, stamp(1, "a"), "1");

        assertThat(tickets.apply(ticket(B, stamp(5, "b"), "1"), EPOCH)).isEqualTo(violation(A, stamp(1, "a")));

        assertThat(tickets.state(B)).isEmpty();
        assertThat(tickets.find(B)).isEmpty();
        assertThat(tickets.image(A)).contains(holder);
    }

    @Test
    @Clause("TS-EVICT-1")
    final void aViolationByAnUpdateLeavesTheFormerRecord() {
        TargetStore tickets = tickets();
        givenTicket(tickets, A, stamp(1, "a"), "1");
        Image.Present former = givenTicket(tickets, B, stamp(2, "b"), "2");

        assertThat(tickets.apply(ticket(B, stamp(5, "b2"), "1"), EPOCH)).isEqualTo(violation(A, stamp(1, "a")));

        assertThat(tickets.image(B)).contains(former);
    }

    @Test
    @Clause("TS-EVICT-2")
    final void oneViolationAmongManyHindersNoOther() {
        TargetStore tickets = tickets();
        givenTicket(tickets, A, stamp(1, "a"), "1");

        List<ApplyAnswer> answers =
                tickets.applyAll(List.of(ticket(B, stamp(1, "b"), "1"), ticket(C, stamp(1, "c"), "3")), EPOCH);

        assertThat(answers).containsExactly(violation(A, stamp(1, "a")), APPLIED);
        assertThat(tickets.state(B)).isEmpty();
        assertThat(tickets.image(C)).contains(ticket(C, stamp(1, "c"), "3"));
    }

    @Test
    @Clause("TS-EVICT-3")
    final void anEvictionTakesTheValueAndAppliesTheImage() {
        TargetStore tickets = tickets();
        givenTicket(tickets, A, stamp(1, "a"), "1");

        assertThat(evict(tickets, ticket(B, stamp(5, "b"), "1"), A, stamp(1, "a")))
                .isEqualTo(APPLIED);

        assertThat(tickets.image(B)).contains(ticket(B, stamp(5, "b"), "1"));
        assertThat(tickets.state(A)).hasValueSatisfying(it -> {
            assertThat(it.stamp()).isEqualTo(stamp(1, "a"));
            assertThat(it.evicted()).isTrue();
            assertThat(it.deleted()).isFalse();
        });
    }

    @Test
    @Clause("TS-EVICT-4")
    final void anEvictedRecordIsNotThereToBeRead() {
        TargetStore tickets = tickets();
        givenTicket(tickets, A, stamp(1, "a"), "1");
        assertThat(evict(tickets, ticket(B, stamp(5, "b"), "1"), A, stamp(1, "a")))
                .isEqualTo(APPLIED);

        assertThat(tickets.find(A)).isEmpty();
        assertThat(tickets.query(Optional.empty(), Query.all()).items())
                .extracting(it -> it.key())
                .containsExactly(B);
        assertThat(tickets.count()).isEqualTo(1);
        List<RecordKey> scanned = new ArrayList<>();
        try (Scan<ScanEntry> scan = tickets.scan(Optional.empty())) {
            scan.forEachRemaining(it -> scanned.add(it.key()));
        }
        assertThat(scanned).containsExactly(B);
    }

    @Test
    @Clause("TS-EVICT-5")
    final void anEvictedRecordComesBackByItsOwnImage() {
        TargetStore tickets = tickets();
        givenTicket(tickets, A, stamp(1, "a"), "1");
        assertThat(evict(tickets, ticket(B, stamp(5, "b"), "1"), A, stamp(1, "a")))
                .isEqualTo(APPLIED);
        assertThat(tickets.apply(ticket(B, stamp(6, "b"), "2"), EPOCH)).isEqualTo(APPLIED);

        assertThat(tickets.apply(ticket(A, stamp(1, "a"), "1"), EPOCH)).isEqualTo(APPLIED);

        assertThat(tickets.image(A)).contains(ticket(A, stamp(1, "a"), "1"));
        assertThat(tickets.state(A)).contains(present(ticket(A, stamp(1, "a"), "1")));
    }

    @Test
    @Clause("TS-EVICT-5")
    final void anEvictedRecordComesBackByAHigherImageAndByNoLowerOne() {
        TargetStore tickets = tickets();
        givenTicket(tickets, A, stamp(3, "a"), "1");
        assertThat(evict(tickets, ticket(B, stamp(5, "b"), "1"), A, stamp(3, "a")))
                .isEqualTo(APPLIED);

        assertThat(tickets.apply(ticket(A, stamp(2, "x"), "9"), EPOCH)).isEqualTo(new ApplyAnswer.Stale(stamp(3, "a")));
        assertThat(tickets.apply(ticket(A, stamp(3, "x"), "9"), EPOCH)).isEqualTo(new ApplyAnswer.Stale(stamp(3, "a")));
        assertThat(tickets.find(A)).isEmpty();

        assertThat(tickets.apply(ticket(A, stamp(4, "a2"), "9"), EPOCH)).isEqualTo(APPLIED);
        assertThat(tickets.state(A)).contains(present(ticket(A, stamp(4, "a2"), "9")));
    }

    @Test
    @Clause("TS-EVICT-5")
    final void anEvictedRecordComesBackByAWriteOfTheLeader() {
        TargetStore tickets = tickets();
        givenTicket(tickets, A, stamp(1, "a"), "1");
        assertThat(evict(tickets, ticket(B, stamp(5, "b"), "1"), A, stamp(1, "a")))
                .isEqualTo(APPLIED);
        leading();
        Struct content = Struct.builder().put("code", "9").build();

        VersionStamp stamp = TargetLeaderContract.written(tickets.write(new TargetWrite(
                A,
                new TargetWrite.Change.Put(content, ContentHash.of(content)),
                Precondition.absent(),
                EPOCH,
                "n",
                TargetWrite.PendingFlag.NONE)));

        assertThat(tickets.state(A)).contains(present(image(A, stamp, content)));
    }

    @Test
    @Clause("TS-EVICT-6")
    final void onlyTheHolderThatWasSeenIsEvicted() {
        TargetStore tickets = tickets();
        Image.Present holder = givenTicket(tickets, A, stamp(2, "a"), "1");

        ApplyAnswer answer = evict(tickets, ticket(B, stamp(5, "b"), "1"), A, stamp(1, "a"));

        assertThat(answer).isEqualTo(violation(A, stamp(2, "a")));
        assertThat(evict(tickets, ticket(B, stamp(5, "b"), "1"), A, stamp(2, "another")))
                .isEqualTo(violation(A, stamp(2, "a")));
        assertThat(tickets.image(A)).contains(holder);
        assertThat(tickets.state(A)).contains(present(holder));
        assertThat(tickets.state(B)).isEmpty();
    }

    @Test
    @Clause("TS-EVICT-7")
    final void aSwapOfValuesEndsEqualInEitherOrder() {
        TargetStore tickets = tickets();
        givenTicket(tickets, A, stamp(1, "a"), "1");
        givenTicket(tickets, B, stamp(1, "b"), "2");
        Image.Present a = ticket(A, stamp(2, "a2"), "2");
        Image.Present b = ticket(B, stamp(2, "b2"), "1");

        assertThat(tickets.apply(a, EPOCH)).isEqualTo(violation(B, stamp(1, "b")));
        assertThat(evict(tickets, a, B, stamp(1, "b"))).isEqualTo(APPLIED);
        assertThat(tickets.apply(b, EPOCH)).isEqualTo(APPLIED);

        assertThat(tickets.image(A)).contains(a);
        assertThat(tickets.image(B)).contains(b);
        assertThat(tickets.count()).isEqualTo(2);
    }

    @Test
    @Clause("TS-EVICT-8")
    final void anEvictionIsFencedAsAnApplyIs() {
        TargetStore tickets = tickets();
        Image.Present holder = givenTicket(tickets, A, stamp(1, "a"), "1");
        givenTicket(tickets, B, stamp(7, "b"), "2");

        assertThat(evict(tickets, ticket(B, stamp(5, "x"), "1"), A, stamp(1, "a")))
                .isEqualTo(new ApplyAnswer.Stale(stamp(7, "b")));
        assertThat(tickets.applyEvicting(
                        ticket(C, stamp(5, "c"), "1"), EPOCH - 1, new ApplyAnswer.Holder(A, stamp(1, "a"))))
                .isEqualTo(OUT_OF_DATE);

        assertThat(tickets.state(A)).contains(present(holder));
    }

    private TargetStore tickets() {
        following();
        return store(ContractTypes.TICKETS);
    }

    private static ApplyAnswer evict(TargetStore tickets, Image.Present image, RecordKey holder, VersionStamp stamp) {
        return tickets.applyEvicting(image, EPOCH, new ApplyAnswer.Holder(holder, stamp));
    }

    private static ApplyAnswer violation(RecordKey holder, VersionStamp stamp) {
        return new ApplyAnswer.Violates("tickets_code", Optional.of(new ApplyAnswer.Holder(holder, stamp)));
    }

    private static Image.Present ticket(RecordKey key, VersionStamp stamp, String code) {
        return image(key, stamp, Struct.builder().put("code", code).build());
    }

    @CanIgnoreReturnValue
    private static Image.Present givenTicket(TargetStore tickets, RecordKey key, VersionStamp stamp, String code) {
        Image.Present image = ticket(key, stamp, code);
        assertThat(tickets.apply(image, EPOCH)).isEqualTo(APPLIED);
        return image;
    }
}
