// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.stellaops.persistence.testkit.contract.Contents.key;
import static org.stellaops.persistence.testkit.contract.Contents.text;
import static org.stellaops.persistence.testkit.contract.Contents.with;
import static org.stellaops.persistence.testkit.contract.Contents.withChildren;
import static org.stellaops.persistence.testkit.contract.Outcomes.applied;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.Precondition;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.Revision;
import org.stellaops.persistence.StoredRecord;
import org.stellaops.persistence.WriteOutcome;
import org.stellaops.persistence.query.Condition;
import org.stellaops.persistence.query.Query;
import org.stellaops.persistence.spi.RecordStore;
import org.stellaops.persistence.value.Struct;
import org.stellaops.persistence.value.Value;

/** Clauses {@code ST-RACE}: invariants under concurrent writes. */
public abstract class ConcurrencyContract extends RecordStoreContract {

    private static final RecordKey KEY = key("k");

    private static final int RUNNERS = 8;

    private static final int ROUNDS = 5;

    private static final int ATTEMPTS = 10;

    /** For subclasses. */
    protected ConcurrencyContract() {}

    @Test
    @Clause("ST-RACE-1")
    final void ofManyRacingCreatorsExactlyOneWins() {
        RecordStore store = open(ContractTypes.EVERYTHING);
        for (int round = 0; round < ROUNDS; round++) {
            RecordKey key = key("k" + round);

            List<WriteOutcome> outcomes =
                    Race.of(RUNNERS, i -> store.put(key, withChildren("by " + i, "p" + i), Precondition.absent()));

            assertThat(outcomes)
                    .hasOnlyElementsOfTypes(WriteOutcome.Applied.class, WriteOutcome.Conflict.class)
                    .filteredOn(WriteOutcome::isApplied)
                    .hasSize(1);
            int winner = indexOfApplied(outcomes);
            assertThat(store.find(key))
                    .contains(Outcomes.stored(
                            key, withChildren("by " + winner, "p" + winner), applied(outcomes.get(winner))));
        }
    }

    @Test
    @Clause("ST-RACE-2")
    final void racingConditionalIncrementsLoseNothing() {
        RecordStore store = open(ContractTypes.EVERYTHING);
        applied(store.put(KEY, with("number", Value.of(0)), Precondition.none()));

        List<List<Revision>> revisions = Race.of(RUNNERS, i -> {
            List<Revision> own = new ArrayList<>();
            while (own.size() < ROUNDS) {
                increment(store).ifPresent(own::add);
            }
            return own;
        });

        assertThat(store.find(KEY))
                .hasValueSatisfying(
                        it -> assertThat(it.content()).isEqualTo(with("number", Value.of(RUNNERS * ROUNDS))));
        assertThat(revisions.stream().flatMap(List::stream)).doesNotHaveDuplicates();
        assertThat(revisions)
                .allSatisfy(own -> assertThat(own).extracting(Revision::version).isSorted());
    }

    @Test
    @Clause("ST-RACE-3")
    final void ofManyRacingClaimsExactlyOneWins() {
        RecordStore store = open(ContractTypes.EVERYTHING);
        applied(store.put(KEY, text("open"), Precondition.none()));
        Precondition isOpen = Precondition.holds(Condition.eq(Contents.TEXT, "open"));

        List<WriteOutcome> outcomes = Race.of(RUNNERS, i -> store.put(KEY, text("claimed by " + i), isOpen));

        assertThat(outcomes)
                .hasOnlyElementsOfTypes(WriteOutcome.Applied.class, WriteOutcome.Conflict.class)
                .filteredOn(WriteOutcome::isApplied)
                .hasSize(1);
        assertThat(Contents.contentAt(store, KEY)).contains(text("claimed by " + indexOfApplied(outcomes)));
    }

    @Test
    @Clause("ST-RACE-4")
    final void ofManyRacingDeletersAtMostOneIsApplied() {
        RecordStore store = open(ContractTypes.EVERYTHING);
        for (int round = 0; round < ROUNDS; round++) {
            applied(store.put(KEY, withChildren("x", "p"), Precondition.none()));

            List<WriteOutcome> outcomes = Race.of(RUNNERS, i -> store.delete(KEY, Precondition.none()));

            assertThat(outcomes).filteredOn(WriteOutcome::isApplied).hasSizeLessThanOrEqualTo(1);
            assertThat(outcomes).allMatch(ConcurrencyContract::isAnswerOfARacingDelete);
            assertThat(store.find(KEY)).isEmpty();
        }
    }

    @Test
    @Clause("ST-RACE-5")
    final void racingPutsAndDeletesLeaveOneWholeRecordOrNone() {
        RecordStore store = open(ContractTypes.EVERYTHING);
        for (int round = 0; round < ROUNDS; round++) {
            List<WriteOutcome> outcomes = Race.of(
                    RUNNERS,
                    i -> i % 2 == 0
                            ? store.put(KEY, withChildren("by " + i, "p" + i, "q" + i), Precondition.none())
                            : store.delete(KEY, Precondition.none()));

            Optional<StoredRecord> left = store.find(KEY);
            left.ifPresent(it -> assertThat(it.content()).isIn(wholeContents()));
            assertThat(store.query(Optional.empty(), Query.all()).items())
                    .extracting(StoredRecord::content)
                    .containsExactlyElementsOf(
                            left.stream().map(StoredRecord::content).toList());
            assertThat(nextVersion(store)).isGreaterThan(highestOf(outcomes));
        }
    }

    @Test
    @Clause("ST-RACE-6")
    final void writesOfDifferentKeysDoNotHinderEachOther() {
        RecordStore store = open(ContractTypes.EVERYTHING);

        List<List<WriteOutcome>> outcomes = Race.of(RUNNERS, i -> {
            List<WriteOutcome> own = new ArrayList<>();
            for (int round = 0; round < ROUNDS; round++) {
                own.add(store.put(key("k" + i), withChildren("round " + round, "p" + i), Precondition.none()));
            }
            return own;
        });

        assertThat(outcomes.stream().flatMap(List::stream)).hasOnlyElementsOfType(WriteOutcome.Applied.class);
        for (int i = 0; i < RUNNERS; i++) {
            assertThat(Contents.contentAt(store, key("k" + i)))
                    .contains(withChildren("round " + (ROUNDS - 1), "p" + i));
        }
    }

    /** One attempt; its revision if it was applied. */
    private static Optional<Revision> increment(RecordStore store) {
        StoredRecord found = store.find(KEY).orElseThrow();
        int number = ((Value.Int32) found.content().find("number").orElseThrow()).value();
        WriteOutcome outcome =
                store.put(KEY, with("number", Value.of(number + 1)), Precondition.revision(found.revision()));
        assertThat(outcome).isInstanceOfAny(WriteOutcome.Applied.class, WriteOutcome.Conflict.class);
        return outcome instanceof WriteOutcome.Applied it ? Optional.of(it.revision()) : Optional.empty();
    }

    /** A store without transactions cannot always decide whose delete took effect, and then returns Unknown. */
    private static boolean isAnswerOfARacingDelete(WriteOutcome outcome) {
        return outcome instanceof WriteOutcome.NotApplied it
                ? it.fault().kind() == Fault.Kind.ABSENT
                : !(outcome instanceof WriteOutcome.Rejected);
    }

    /** A conditional write on the current version, retried after a concurrent version bump. */
    private static long nextVersion(RecordStore store) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Optional<StoredRecord> found = store.find(KEY);
            WriteOutcome outcome = store.put(
                    KEY,
                    text("next"),
                    found.map(it -> Precondition.revision(it.revision())).orElse(Precondition.absent()));
            if (outcome instanceof WriteOutcome.Applied it) {
                assertThat(it.version())
                        .isGreaterThan(found.map(StoredRecord::version).orElse(0L));
                return it.version();
            }
            assertThat(outcome).isInstanceOf(WriteOutcome.Conflict.class);
        }
        throw new AssertionError("a write on exactly what was found met a conflict " + ATTEMPTS + " times");
    }

    private static long highestOf(List<WriteOutcome> outcomes) {
        return outcomes.stream()
                .mapToLong(it -> it instanceof WriteOutcome.Applied applied ? applied.version() : 0)
                .max()
                .orElseThrow();
    }

    private static List<Struct> wholeContents() {
        List<Struct> contents = new ArrayList<>();
        for (int i = 0; i < RUNNERS; i += 2) {
            contents.add(withChildren("by " + i, "p" + i, "q" + i));
        }
        return contents;
    }

    private static int indexOfApplied(List<WriteOutcome> outcomes) {
        for (int i = 0; i < outcomes.size(); i++) {
            if (outcomes.get(i).isApplied()) {
                return i;
            }
        }
        throw new AssertionError("no writer won: " + outcomes);
    }
}
