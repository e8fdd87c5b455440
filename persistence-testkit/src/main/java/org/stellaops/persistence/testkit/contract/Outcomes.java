package org.stellaops.persistence.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.WriteOutcome;

/** Asserts the kind of an outcome, and returns its content. */
final class Outcomes {

    private Outcomes() {}

    /** Applied; its version. */
    @CanIgnoreReturnValue
    static long applied(WriteOutcome outcome) {
        assertThat(outcome).isInstanceOf(WriteOutcome.Applied.class);
        return ((WriteOutcome.Applied) outcome).version();
    }

    static void conflict(WriteOutcome outcome, long found) {
        assertThat(outcome)
                .asInstanceOf(InstanceOfAssertFactories.type(WriteOutcome.Conflict.class))
                .extracting(WriteOutcome.Conflict::found)
                .isEqualTo(found);
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
