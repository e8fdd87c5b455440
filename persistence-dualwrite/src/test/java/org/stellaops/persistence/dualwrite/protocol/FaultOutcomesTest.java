// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.dualwrite.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.stellaops.persistence.Fault;
import org.stellaops.persistence.StoreException;
import org.stellaops.persistence.WriteOutcome;
import org.stellaops.persistence.dualwrite.internal.write.FaultOutcomes;

/** What a caller is told of a fault depends on whether the write may have been executed. */
class FaultOutcomesTest {

    @ParameterizedTest
    @EnumSource(Fault.Kind.class)
    void beforeAnyStatementNothingWasApplied(Fault.Kind kind) {
        Fault fault = new Fault(kind, "injected");

        assertThat(FaultOutcomes.beforeAnyStatement(new StoreException(fault, null), "a put"))
                .isEqualTo(new WriteOutcome.NotApplied(
                        fault.mayHaveHappened()
                                ? new Fault(
                                        Fault.Kind.UNAVAILABLE,
                                        "a put was not begun, because a read before it failed: injected")
                                : fault));
    }

    @ParameterizedTest
    @EnumSource(Fault.Kind.class)
    void afterAStatementOnlyACertainRefusalIsNotUnknown(Fault.Kind kind) {
        Fault fault = new Fault(kind, "injected");
        WriteOutcome outcome = FaultOutcomes.afterStatement(new StoreException(fault, null), "a put");

        if (kind == Fault.Kind.REJECTED) {
            assertThat(outcome)
                    .isEqualTo(new WriteOutcome.Rejected(
                            WriteOutcome.Rejected.Kind.VALUE, "the content", "a put was rejected: injected"));
        } else if (fault.mayHaveHappened()) {
            assertThat(outcome).isEqualTo(new WriteOutcome.Unknown(fault));
        } else {
            assertThat(outcome).isEqualTo(new WriteOutcome.NotApplied(fault));
        }
    }

    @Test
    void whateverElseAStoreThrowsIsADefectAndMayHaveHappened() {
        Fault defect = new Fault(
                Fault.Kind.BROKEN, "a put: the store broke its contract by throwing java.lang.IllegalStateException");

        assertThat(FaultOutcomes.of(new IllegalStateException("x"), "a put")).isEqualTo(defect);
        assertThat(FaultOutcomes.unknown(new IllegalStateException("x"), "a put"))
                .isEqualTo(new WriteOutcome.Unknown(defect));
    }
}
