// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.Optional;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.RecordKey;
import org.stellaops.persistence.Revision;
import org.stellaops.persistence.StoredRecord;
import org.stellaops.persistence.WriteOutcome;
import org.stellaops.persistence.value.Struct;

/** Asserts the kind of an outcome, and returns its content. */
final class Outcomes {

    private Outcomes() {}

    /** Applied; its revision. */
    @CanIgnoreReturnValue
    static Revision applied(WriteOutcome outcome) {
        assertThat(outcome).isInstanceOf(WriteOutcome.Applied.class);
        return ((WriteOutcome.Applied) outcome).revision();
    }

    /** The record that a write left, version included. */
    static StoredRecord stored(RecordKey key, Struct content, Revision written) {
        return new StoredRecord(key, content, written.stamp());
    }

    /** A conflict over what this write left. */
    static void conflict(WriteOutcome outcome, Revision found) {
        assertThat(conflictOver(outcome)).contains(found);
        assertThat(conflictOver(outcome).map(Revision::version)).contains(found.version());
    }

    /** A conflict where there is no record. */
    static void conflictOverNothing(WriteOutcome outcome) {
        assertThat(conflictOver(outcome)).isEmpty();
    }

    private static Optional<Revision> conflictOver(WriteOutcome outcome) {
        assertThat(outcome).isInstanceOf(WriteOutcome.Conflict.class);
        return ((WriteOutcome.Conflict) outcome).found();
    }

    static void rejected(WriteOutcome outcome, WriteOutcome.Rejected.Kind kind, String where) {
        assertThat(outcome).isInstanceOf(WriteOutcome.Rejected.class);
        WriteOutcome.Rejected rejected = (WriteOutcome.Rejected) outcome;
        assertThat(rejected.kind()).isEqualTo(kind);
        assertThat(rejected.where()).isEqualTo(where);
    }

    static void absent(WriteOutcome outcome) {
        assertThat(outcome)
                .asInstanceOf(InstanceOfAssertFactories.type(WriteOutcome.NotApplied.class))
                .extracting(it -> it.fault().kind())
                .isEqualTo(Fault.Kind.ABSENT);
    }
}
