// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.stellaops.persistence.cutover.Stage;
import org.stellaops.persistence.spi.ControlRecord;
import org.stellaops.persistence.spi.ControlRecord.Phase;
import org.stellaops.persistence.spi.ControlStore;
import org.stellaops.persistence.spi.Generation;

/** Clauses {@code CT}: the control record of a module, by which a leader change is decided. */
@ExtendWith({ContractReport.class, ClauseExemptions.class})
public abstract class ControlStoreContract implements ContractSubject {

    private static final ControlRecord STEADY = new ControlRecord(Phase.STEADY, 3);

    private AutoCloseable backend;

    private ControlStore control;

    /** For subclasses. */
    @SuppressWarnings("NullAway.Init") // JUnit calls openControl first.
    protected ControlStoreContract() {}

    /** Opens an empty backend of the module {@link ContractTypes#MODULE}. The contract closes it. */
    protected abstract AutoCloseable open();

    /** The control store of a backend that {@link #open} answered. */
    protected abstract ControlStore controlOf(AutoCloseable opened);

    @BeforeEach
    final void openControl() {
        backend = open();
        control = controlOf(backend);
    }

    @AfterEach
    final void closeBackend() throws Exception {
        backend.close();
    }

    @Test
    @Clause("CT-LEAD-1")
    final void theFirstRecordIsWrittenOnce() {
        assertThat(control.initialise(STEADY)).isEqualTo(STEADY);
        assertThat(control.read()).isEqualTo(STEADY);

        assertThat(control.initialise(new ControlRecord(Phase.AWAY, 9))).isEqualTo(STEADY);
        assertThat(control.read()).isEqualTo(STEADY);
    }

    @Test
    @Clause("CT-LEAD-2")
    final void aRecordIsReplacedOnlyIfItIsExactlyTheExpectedOne() {
        assertThat(control.initialise(STEADY)).isEqualTo(STEADY);
        ControlRecord next = new ControlRecord(Phase.MOVING, 3);

        assertThat(control.compareAndSet(new ControlRecord(Phase.STEADY, 2), next))
                .isFalse();
        assertThat(control.compareAndSet(new ControlRecord(Phase.STEADY, 4), next))
                .isFalse();
        assertThat(control.compareAndSet(new ControlRecord(Phase.MOVING, 3), next))
                .isFalse();
        assertThat(control.compareAndSet(new ControlRecord(Phase.AWAY, 3), next))
                .isFalse();
        assertThat(control.read()).isEqualTo(STEADY);

        assertThat(control.compareAndSet(STEADY, next)).isTrue();
        assertThat(control.read()).isEqualTo(next);
    }

    @Test
    @Clause("CT-LEAD-6")
    final void theStageIsKeptAndPartOfWhatIsExpected() {
        ControlRecord first = control.initialise(STEADY.in(Stage.DUAL_WRITE));
        assertThat(control.read()).isEqualTo(STEADY.in(Stage.DUAL_WRITE));
        assertThat(control.find()).contains(first);

        assertThat(control.compareAndSet(STEADY.in(Stage.SHADOW_READ), STEADY.in(Stage.TARGET_LED)))
                .isFalse();
        assertThat(control.compareAndSet(STEADY, STEADY.in(Stage.TARGET_LED))).isFalse();
        assertThat(control.compareAndSet(first, STEADY.in(Stage.SHADOW_READ))).isTrue();
        assertThat(control.compareAndSet(first, STEADY.in(Stage.LEGACY_ONLY))).isFalse();

        assertThat(control.read()).isEqualTo(STEADY.in(Stage.SHADOW_READ));
    }

    @Test
    @Clause("CT-LEAD-7")
    final void theGenerationIsKeptAndPartOfWhatIsExpected() {
        ControlRecord first = control.initialise(STEADY.in(Stage.DUAL_WRITE));
        ControlRecord giving = first.in(Generation.of(12).asGiving());

        assertThat(control.compareAndSet(first, giving)).isTrue();
        assertThat(control.read()).isEqualTo(giving);

        assertThat(control.compareAndSet(first, STEADY)).isFalse();
        assertThat(control.compareAndSet(first.in(Generation.of(12)), first)).isFalse();
        assertThat(control.compareAndSet(first.in(Generation.of(11).asGiving()), first))
                .isFalse();
        assertThat(control.compareAndSet(giving, STEADY.in(Generation.of(12)))).isTrue();

        assertThat(control.read()).as("without a stage").isEqualTo(STEADY.in(Generation.of(12)));
    }

    @Test
    @Clause("CT-LEAD-3")
    final void everyPhaseIsKept() {
        ControlRecord last = control.initialise(STEADY);
        for (Phase phase : List.of(Phase.MOVING, Phase.AWAY, Phase.STEADY)) {
            ControlRecord next = new ControlRecord(phase, last.epoch() + 1);
            assertThat(control.compareAndSet(last, next)).isTrue();
            assertThat(control.read()).isEqualTo(next);
            last = next;
        }
    }

    @Test
    @Clause("CT-LEAD-4")
    final void ofManyCoordinatorsExactlyOneDecides() {
        assertThat(control.initialise(STEADY)).isEqualTo(STEADY);

        List<Boolean> answers = Race.of(8, i -> control.compareAndSet(STEADY, new ControlRecord(Phase.AWAY, 10 + i)));

        assertThat(answers).containsOnlyOnce(true);
        assertThat(control.read().epoch()).isEqualTo(10 + answers.indexOf(true));
    }

    @Test
    @Clause("CT-LEAD-5")
    final void ofManyFirstRecordsExactlyOneIsWritten() {
        List<ControlRecord> answers = Race.of(8, i -> control.initialise(new ControlRecord(Phase.STEADY, 10 + i)));

        assertThat(answers).containsOnly(control.read());
    }
}
